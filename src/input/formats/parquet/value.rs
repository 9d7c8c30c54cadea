//! Values of a Parquet column in, cells out: what they mean is said by the column's type.

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{DataType, Int96};
use ::parquet::errors::Result;
use ::parquet::schema::types::ColumnDescriptor;
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

use crate::input::bytes;
use crate::input::comment::Cell;

/// A cell that owns what it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    /// A number or a truth value, as JSON writes it.
    Literal(String),
    Missing,
}

impl Value {
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Value::Text(text) => Cell::Text(text),
            Value::Literal(literal) => Cell::Json(literal),
            Value::Missing => Cell::Missing,
        }
    }
}

/// What the numbers or bytes of a column stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// What they are.
    Plain,
    Unsigned,
    /// Instants, so many units a second.
    Instant(i64),
    /// Days since 1970.
    Day,
    /// Whole numbers to be divided by a power of ten.
    Decimal(usize),
}

impl Meaning {
    pub(super) fn of(column: &ColumnDescriptor) -> Meaning {
        let [millis, micros, nanos] = [1_000, 1_000_000, 1_000_000_000].map(Meaning::Instant);
        match column.logical_type_ref() {
            Some(LogicalType::Timestamp(stamp)) => match stamp.unit {
                TimeUnit::MILLIS => millis,
                TimeUnit::MICROS => micros,
                TimeUnit::NANOS => nanos,
            },
            Some(LogicalType::Date) => Meaning::Day,
            Some(LogicalType::Decimal(decimal)) => Meaning::Decimal(usize::try_from(decimal.scale).unwrap_or(0)),
            Some(LogicalType::Integer(integer)) if !integer.is_signed => Meaning::Unsigned,
            Some(_) => Meaning::Plain,
            // How older files say it.
            None => match column.converted_type() {
                ConvertedType::TIMESTAMP_MILLIS => millis,
                ConvertedType::TIMESTAMP_MICROS => micros,
                ConvertedType::DATE => Meaning::Day,
                ConvertedType::DECIMAL => Meaning::Decimal(usize::try_from(column.type_scale()).unwrap_or(0)),
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                    Meaning::Unsigned
                }
                _ => Meaning::Plain,
            },
        }
    }

    fn whole(self, number: i64) -> Value {
        let known = match self {
            Meaning::Instant(units) => instant(number, units),
            Meaning::Day => day(number).map(|day| day.to_string()),
            Meaning::Decimal(scale) => return decimal(number.into(), scale),
            Meaning::Plain | Meaning::Unsigned => None,
        };
        known.map_or_else(|| Value::Literal(number.to_string()), Value::Text)
    }

    fn bytes(self, bytes: &[u8]) -> Value {
        let Meaning::Decimal(scale) = self else { return Value::Text(bytes::decode(bytes).0.into_owned()) };
        match big_endian(bytes) {
            Some(number) => decimal(number, scale),
            None => Value::Missing,
        }
    }
}

/// Up to `most` values of a column; fewer only at its end. `full` is the definition level of a value: what has a lower one is a null, or is inside of one.
///
/// # Errors
/// What the reader complains about.
pub(super) fn read(column: &mut ColumnReader, meaning: Meaning, full: i16, most: usize) -> Result<Vec<Value>> {
    let unsigned = meaning == Meaning::Unsigned;
    match column {
        ColumnReader::BoolColumnReader(column) => batch(column, full, most, |truth| literal(*truth)),
        ColumnReader::Int32ColumnReader(column) if unsigned => batch(column, full, most, |&own| literal(own as u32)),
        ColumnReader::Int64ColumnReader(column) if unsigned => batch(column, full, most, |&own| literal(own as u64)),
        ColumnReader::Int32ColumnReader(column) => batch(column, full, most, |&own| meaning.whole(own.into())),
        ColumnReader::Int64ColumnReader(column) => batch(column, full, most, |&own| meaning.whole(own)),
        ColumnReader::Int96ColumnReader(column) => batch(column, full, most, old_instant),
        ColumnReader::FloatColumnReader(column) => batch(column, full, most, |&own| fraction(own.into(), own)),
        ColumnReader::DoubleColumnReader(column) => batch(column, full, most, |&own| fraction(own, own)),
        ColumnReader::ByteArrayColumnReader(column) => batch(column, full, most, |own| meaning.bytes(own.data())),
        ColumnReader::FixedLenByteArrayColumnReader(column) => {
            batch(column, full, most, |own| meaning.bytes(own.data()))
        }
    }
}

fn batch<T: DataType>(
    column: &mut ColumnReaderImpl<T>,
    full: i16,
    most: usize,
    mut value: impl FnMut(&T::T) -> Value,
) -> Result<Vec<Value>> {
    let (mut levels, mut values) = (Vec::new(), Vec::with_capacity(most));
    column.read_records(most, Some(&mut levels), None, &mut values)?;
    if full == 0 {
        return Ok(values.iter().map(value).collect());
    }
    let mut present = values.iter();
    let mut cell = |level: &i16| {
        let own = if *level == full { present.next() } else { None };
        own.map_or(Value::Missing, &mut value)
    };
    Ok(levels.iter().map(&mut cell).collect())
}

fn literal(value: impl ToString) -> Value {
    Value::Literal(value.to_string())
}

/// A whole number that pandas made a fraction of, because others in its column are missing, is a whole number again: ids are such.
fn fraction(number: f64, written: impl serde::Serialize) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number {
        _ if !number.is_finite() => Value::Missing,
        _ if number.fract() == 0.0 && number.abs() < EXACT => literal(number as i64),
        _ => serde_json::to_string(&written).map_or(Value::Missing, Value::Literal),
    }
}

fn instant(number: i64, units: i64) -> Option<String> {
    let nanoseconds = number.rem_euclid(units) * (1_000_000_000 / units);
    Timestamp::new(number.div_euclid(units), nanoseconds as i32).ok().map(|instant| instant.to_string())
}

fn old_instant(instant: &Int96) -> Value {
    self::instant(instant.to_millis(), 1_000).map_or_else(|| literal(instant.to_millis()), Value::Text)
}

fn day(number: i64) -> Option<Date> {
    date(1970, 1, 1).checked_add(Span::new().try_days(number).ok()?).ok()
}

/// `12345` at scale 2 is `123.45`.
fn decimal(number: i128, scale: usize) -> Value {
    // No decimal has more digits than this; a file that says so lies.
    let scale = scale.min(MOST_DIGITS);
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let sign = if number < 0 { "-" } else { "" };
    Value::Literal(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// Digits that a decimal of sixteen bytes can have.
const MOST_DIGITS: usize = 38;

/// A signed number of at most sixteen bytes.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    let mut all = [if negative { 0xff } else { 0 }; 16];
    let start = all.len().checked_sub(bytes.len())?;
    all[start..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(all))
}

#[cfg(test)]
mod tests {
    use super::{Meaning, Value, big_endian, decimal, fraction};

    fn literal(text: &str) -> Value {
        Value::Literal(text.to_owned())
    }

    #[test]
    fn numbers_are_what_their_column_says() {
        assert_eq!(Meaning::Instant(1_000).whole(1_709_210_096_500), Value::Text("2024-02-29T12:34:56.5Z".into()));
        assert_eq!(Meaning::Instant(1_000_000_000).whole(-1), Value::Text("1969-12-31T23:59:59.999999999Z".into()));
        assert_eq!(Meaning::Instant(1_000).whole(i64::MAX), literal("9223372036854775807"));
        assert_eq!(Meaning::Day.whole(19_782), Value::Text("2024-02-29".into()));
        assert_eq!(Meaning::Day.whole(i64::MIN), literal("-9223372036854775808"));
        assert_eq!([12_345, -5, 0].map(|number| decimal(number, 2)), ["123.45", "-0.05", "0.00"].map(literal));
        assert_eq!(decimal(i128::MIN, usize::MAX), literal("-1.70141183460469231731687303715884105728"));
        assert_eq!((big_endian(&[0xff, 0xfe]), big_endian(&[1, 0]), big_endian(&[0; 17])), (Some(-2), Some(256), None));
    }

    #[test]
    fn fractions_that_are_whole_are_written_so() {
        assert_eq!((fraction(8863.0, 8863.0), fraction(0.1f32.into(), 0.1f32)), (literal("8863"), literal("0.1")));
        assert_eq!((fraction(f64::NAN, 0), fraction(1e300, 1e300)), (Value::Missing, literal("1e+300")));
    }
}
