//! The model file: the safetensors layout, tensors behind a JSON header, read without believing it.
//!
//! Nothing in a model file is executed, no size in it is used before it is checked, and a file that is damaged, cut off, foreign or newer than
//! this program gets a sentence that says which. <https://github.com/huggingface/safetensors> describes the layout.

use super::calibration::is_temperature;
use super::{Card, Decision, LabelSet, Model, Residuals};
use crate::features::{Vectorizer, VectorizerParams, Vocabulary};
use crate::files::WholeFile;
use ndarray::Array2;
use safetensors::tensor::{Dtype, Metadata, SafeTensorError, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;

/// The version of the format that this program writes, and the newest that it reads.
const FORMAT: u32 = 2;
/// The key of our part of the file's metadata.
const KEY: &str = "undertone";
/// Largest model file that is read: what is larger is not a model of comments.
const LARGEST_FILE: u64 = 2 << 30;

/// What the header says beside the tensors.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    program: String,
    labels: LabelSet,
    features: VectorizerParams,
    temperature: f64,
    /// Format 1 had none and gave the most probable label.
    decision: Option<Decision>,
    /// Models of older programs, and those of data without threads, have none.
    #[serde(default)]
    residuals: Residuals,
    card: Card,
    /// SHA-256 of the tensors, so that damage is found and not believed.
    digest: String,
}

/// Only this much of a header is read before its version is known: a newer one may have any other fields.
#[derive(Deserialize)]
struct Version {
    format: u32,
    program: String,
}

/// Why a file is no model that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It is something else.
    #[error("not a model file: {0}")]
    Foreign(String),
    /// It ends too early.
    #[error("the model file is cut off: {0}")]
    Truncated(String),
    /// It is of this kind, but what it says does not fit together.
    #[error("the model file is damaged: {0}")]
    Damaged(String),
    /// It was written by a newer version of this program.
    #[error("the model file has format {format}, written by {program}; this is undertone {}, which reads formats up to {FORMAT}", env!("CARGO_PKG_VERSION"))]
    Newer {
        /// Its format version.
        format: u32,
        /// The program that wrote it.
        program: String,
    },
}

/// A tensor to be written: its name, and its type, shape and bytes.
type Named = (&'static str, (Dtype, Vec<usize>, Vec<u8>));

fn damaged(what: impl std::fmt::Display) -> ModelError {
    ModelError::Damaged(what.to_string())
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// If the file cannot be read, or is no model that this program can use.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ModelError> {
        let file = std::fs::File::open(&path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(std::io::Error::new(std::io::ErrorKind::IsADirectory, "is a directory").into());
        }
        if metadata.len() > LARGEST_FILE || !metadata.is_file() {
            let what = if metadata.is_file() { "a file of ordinary size" } else { "a file" };
            return Err(ModelError::Foreign(format!("it is not {what}")));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
        Self::from_bytes(&bytes)
    }

    /// Writes a model file, whole or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), ModelError> {
        let mut file = WholeFile::create(path.as_ref())?;
        file.write_all(&self.to_bytes())?;
        Ok(file.finish()?)
    }

    /// The bytes of its file. The same model gives the same bytes.
    ///
    /// # Panics
    /// Never: what is serialised is small and has string keys.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (words, characters) = (self.vectorizer.words().parts(), self.vectorizer.characters().parts());
        let ngrams = self.vectorizer.ngrams().nodes();
        let columns = |dtype, shape: Vec<usize>, bytes| (dtype, shape, bytes);
        let tensors: Vec<Named> = vec![
            ("characters.ends", columns(Dtype::U32, vec![characters.1.len()], u32_bytes(characters.1))),
            ("characters.text", columns(Dtype::U8, vec![characters.0.len()], characters.0.to_vec())),
            ("idf", columns(Dtype::F32, vec![self.vectorizer.idf().len()], f32_bytes(self.vectorizer.idf()))),
            ("intercepts", columns(Dtype::F64, vec![self.intercepts.len()], f64_bytes(&self.intercepts))),
            ("ngrams", columns(Dtype::U32, vec![ngrams.len(), 2], u32_bytes(ngrams.as_flattened()))),
            (
                "weights",
                columns(
                    Dtype::F32,
                    self.weights.shape().to_vec(),
                    f32_bytes(self.weights.as_slice().expect("row by row")),
                ),
            ),
            ("words.ends", columns(Dtype::U32, vec![words.1.len()], u32_bytes(words.1))),
            ("words.text", columns(Dtype::U8, vec![words.0.len()], words.0.to_vec())),
        ];
        let header = Header {
            format: FORMAT,
            program: concat!("undertone ", env!("CARGO_PKG_VERSION")).to_owned(),
            labels: self.labels.clone(),
            features: VectorizerParams::from(self.vectorizer.params().clone()),
            temperature: self.temperature,
            decision: Some(self.decision.clone()),
            residuals: self.residuals.clone(),
            card: self.card.clone(),
            digest: digest(tensors.iter().map(|(name, (_, _, bytes))| (*name, bytes.as_slice()))),
        };
        let header = serde_json::to_string(&header).expect("plain data with string keys");
        let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
            (*name, TensorView::new(*dtype, shape.clone(), bytes).expect("as many bytes as the shape says"))
        });
        // One key only: a map of more would be written in no fixed order.
        safetensors::serialize(views, Some(HashMap::from([(KEY.to_owned(), header)])))
            .expect("a header of ordinary size")
    }

    /// A model from the bytes of its file.
    ///
    /// # Errors
    /// If they are no model that this program can use.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| not_safetensors(bytes, error))?;
        let header = metadata.metadata().as_ref().and_then(|metadata| metadata.get(KEY));
        let header = header.ok_or_else(|| ModelError::Foreign("a safetensors file of another program".to_owned()))?;
        let Version { format, program } = serde_json::from_str(header).map_err(damaged)?;
        if format > FORMAT {
            return Err(ModelError::Newer { format, program });
        }
        let header: Header = serde_json::from_str(header).map_err(damaged)?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| not_safetensors(bytes, error))?;
        let mut named: Vec<(&str, TensorView<'_>)> = tensors.iter().collect();
        named.sort_unstable_by_key(|(name, _)| *name);
        if digest(named.iter().map(|(name, tensor)| (*name, tensor.data()))) != header.digest {
            return Err(damaged("its contents do not match their checksum"));
        }
        Self::from_parts(header, &tensors)
    }

    fn from_parts(header: Header, tensors: &SafeTensors<'_>) -> Result<Self, ModelError> {
        let vocabulary = |text: &str, ends: &str| -> Result<Vocabulary, ModelError> {
            let text = tensor(tensors, text, Dtype::U8, 1)?;
            Vocabulary::from_parts(text.data(), u32_values(&tensor(tensors, ends, Dtype::U32, 1)?)).map_err(damaged)
        };
        let words = vocabulary("words.text", "words.ends")?;
        let characters = vocabulary("characters.text", "characters.ends")?;
        let ngrams = u32_values(&tensor(tensors, "ngrams", Dtype::U32, 2)?);
        let (ngrams, rest) = ngrams.as_chunks::<2>();
        let idf = f32_values(&tensor(tensors, "idf", Dtype::F32, 1)?);
        let intercepts = f64_values(&tensor(tensors, "intercepts", Dtype::F64, 1)?);
        let weights = tensor(tensors, "weights", Dtype::F32, 2)?;
        let vectorizer =
            Vectorizer::from_parts(header.features, words, ngrams.to_vec(), characters, idf).map_err(damaged)?;
        let shape = (vectorizer.width(), header.labels.len());
        let weights =
            Array2::from_shape_vec(shape, f32_values(&weights)).map_err(|_| damaged("weights of another shape"))?;
        // Larger numbers could add up to infinity, and then to no probability.
        const LARGEST: f32 = 1e9;
        let sound = weights.iter().all(|weight| weight.abs() <= LARGEST)
            && intercepts.iter().all(|intercept| intercept.abs() <= f64::from(LARGEST))
            && vectorizer.idf().iter().all(|idf| *idf > 0.0 && *idf <= LARGEST);
        if !rest.is_empty() || intercepts.len() != shape.1 || !sound {
            return Err(damaged("numbers that no training makes"));
        }
        if !is_temperature(header.temperature) {
            return Err(damaged("a temperature that no calibration gives"));
        }
        let decision = header.decision.unwrap_or_else(|| Decision::most_probable(header.labels.len()));
        if !decision.suits(header.labels.len()) {
            return Err(damaged("a decision rule for other labels"));
        }
        if !header.residuals.suit(header.labels.len()) {
            return Err(damaged("residuals for other labels"));
        }
        Ok(Self {
            labels: header.labels,
            vectorizer,
            weights,
            intercepts,
            temperature: header.temperature,
            decision,
            residuals: header.residuals,
            card: header.card,
        })
    }
}

fn not_safetensors(bytes: &[u8], error: SafeTensorError) -> ModelError {
    if !looks_like_ours(bytes) {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).escape_debug().to_string();
        let what = if bytes.is_empty() { "it is empty".to_owned() } else { format!("it begins with \"{head}\"") };
        return ModelError::Foreign(what);
    }
    match (error, whole_length(bytes)) {
        (_, Some(whole)) if bytes.len() > whole => {
            damaged(format!("it goes on for {} bytes after its end", bytes.len() - whole))
        }
        (_, Some(whole)) if bytes.len() < whole => {
            ModelError::Truncated(format!("it ends after {} bytes", bytes.len()))
        }
        (SafeTensorError::HeaderTooSmall | SafeTensorError::InvalidHeaderLength, None) => {
            ModelError::Truncated(format!("it ends after {} bytes", bytes.len()))
        }
        _ => damaged("its header cannot be read"),
    }
}

/// How long a file with this header is, if its header is whole.
fn whole_length(bytes: &[u8]) -> Option<usize> {
    let header = header_length(bytes)?;
    let metadata: Metadata = serde_json::from_slice(bytes.get(8..)?.get(..header)?).ok()?;
    header.checked_add(8)?.checked_add(metadata.data_len())
}

/// What the first eight bytes say, if a header can be that long.
fn header_length(bytes: &[u8]) -> Option<usize> {
    const LONGEST: u64 = 100_000_000;
    let length = u64::from_le_bytes(*bytes.first_chunk::<8>()?);
    usize::try_from(length).ok().filter(|_| length <= LONGEST)
}

/// A length of eight bytes, then our metadata, as far as the file goes.
fn looks_like_ours(bytes: &[u8]) -> bool {
    const BEGINNING: &[u8] = b"{\"__metadata__\":{\"undertone\":";
    let Some(header) = bytes.get(8..) else { return bytes.len() >= 4 && bytes[2..].iter().all(|byte| *byte == 0) };
    let seen = header.len().min(BEGINNING.len());
    (seen == BEGINNING.len() || header_length(bytes).is_some()) && header[..seen] == BEGINNING[..seen]
}

fn tensor<'a>(tensors: &SafeTensors<'a>, name: &str, dtype: Dtype, axes: usize) -> Result<TensorView<'a>, ModelError> {
    let tensor = tensors.tensor(name).map_err(|_| damaged(format!("it has no {name}")))?;
    if tensor.dtype() != dtype || tensor.shape().len() != axes {
        return Err(damaged(format!("its {name} are of another kind")));
    }
    Ok(tensor)
}

fn digest<'a>(tensors: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut digest = Sha256::new();
    for (name, bytes) in tensors {
        digest.update(name);
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

macro_rules! little_endian {
    ($($number:ty: $to:ident, $from:ident);+) => {$(
        fn $to(values: &[$number]) -> Vec<u8> {
            values.iter().flat_map(|value| value.to_le_bytes()).collect()
        }

        fn $from(tensor: &TensorView<'_>) -> Vec<$number> {
            let (chunks, _) = tensor.data().as_chunks::<{ size_of::<$number>() }>();
            chunks.iter().map(|bytes| <$number>::from_le_bytes(*bytes)).collect()
        }
    )+};
}

// Only some of these are read back: text stays bytes.
little_endian! { u32: u32_bytes, u32_values; f32: f32_bytes, f32_values; f64: f64_bytes, f64_values }
