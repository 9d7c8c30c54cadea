//! Values that take whatever stands in their place. Dumps of different years disagree about types: a time is a number or a string, a missing
//! list is `null`, `""` or absent. With these a format's struct names its fields and nothing can go wrong.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A string, a number, a truth value, or nothing of the kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::input) enum Scalar<'a> {
    /// Absent, `null`, a list or an object.
    #[default]
    Missing,
    Text(Cow<'a, str>),
    Whole(i64),
    /// A number above the range of the others, or with decimals.
    Number(f64),
    Truth(bool),
}

impl Scalar<'_> {
    /// A string as it is, a number as it is written; else nothing.
    pub(in crate::input) fn text(&self) -> Cow<'_, str> {
        match self {
            Scalar::Text(text) => Cow::Borrowed(text),
            Scalar::Whole(number) => Cow::Owned(number.to_string()),
            Scalar::Number(number) => Cow::Owned(number.to_string()),
            Scalar::Missing | Scalar::Truth(_) => Cow::Borrowed(""),
        }
    }

    /// The text alone: of numbers nothing.
    pub(in crate::input) fn str(&self) -> &str {
        match self {
            Scalar::Text(text) => text,
            _ => "",
        }
    }

    /// Absent, `null`, or nothing that is one value.
    pub(in crate::input) fn is_missing(&self) -> bool {
        matches!(self, Scalar::Missing)
    }

    /// `true`, and nothing else.
    pub(in crate::input) fn is_true(&self) -> bool {
        *self == Scalar::Truth(true)
    }

    /// A count: a whole number from 0 on, or a string of one.
    pub(in crate::input) fn count(&self) -> Option<u64> {
        match self {
            Scalar::Whole(number) => u64::try_from(*number).ok(),
            Scalar::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything(PhantomData))
    }
}

/// The elements of an array, unparsed; none where there is no array.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct List<'a>(pub(in crate::input) Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        let elements = raw.get().starts_with('[').then(|| serde_json::from_str(raw.get()).ok()).flatten();
        Ok(List(elements.unwrap_or_default()))
    }
}

/// An object, or nothing where something else stands.
#[derive(Clone, Debug)]
pub(in crate::input) struct Maybe<T>(pub(in crate::input) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Maybe(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnObject(PhantomData))
    }
}

struct Anything<'a>(PhantomData<&'a ()>);
struct AnObject<T>(PhantomData<T>);

/// What has no value here: it is passed over.
macro_rules! passed_over {
    ($lifetime:lifetime, $nothing:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_seq<A: SeqAccess<$lifetime>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
            while elements.next_element::<IgnoredAny>()?.is_some() {}
            Ok($nothing)
        }
    };
}

impl<'de: 'a, 'a> Visitor<'de> for Anything<'a> {
    type Value = Scalar<'a>;
    passed_over!('de, Scalar::Missing);

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Missing)
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Whole(number))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        // An id above the range keeps its digits.
        Ok(i64::try_from(number).map_or_else(|_| Scalar::Text(number.to_string().into()), Scalar::Whole))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(number))
    }
    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Truth(truth))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for AnObject<T> {
    type Value = Maybe<T>;
    passed_over!('de, Maybe(None));

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(entries)).map(|object| Maybe(Some(object)))
    }
    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }
    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }
}
