//! A model file: as it is, and with a checksum that is right, so that what lies behind it is met. What loads must label and explain.
#![no_main]

use libfuzzer_sys::fuzz_target;
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use undertone::Model;

const KEY: &str = "undertone";

fuzz_target!(|data: &[u8]| {
    use_it(data);
    if let Some(sealed) = sealed(data) {
        use_it(&sealed);
    }
});

fn use_it(bytes: &[u8]) {
    let model = match Model::from_bytes(bytes) {
        Ok(model) => model,
        Err(error) => return drop(error.to_string()),
    };
    let texts =
        ["", "I don't love it, but it is great!!! :-)", "a b c d é 漢字 \u{1f600} @me #you https://example.org 12"];
    let predicted = model.predictor().predict(&texts);
    for (place, text) in texts.iter().enumerate() {
        let sum: f64 = predicted.probabilities(place).iter().sum();
        assert!((sum - 1.0).abs() < 1e-6, "probabilities add up to {sum}");
        assert!(!model.labels().name(predicted.label(place)).is_empty());
        let _ = model.explain(text);
    }
    let again = model.to_bytes();
    let read = Model::from_bytes(&again).expect("what is written can be read");
    assert_eq!(read.to_bytes(), again);
}

/// The same file with its own checksum.
fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).ok()?;
    let tensors = SafeTensors::deserialize(bytes).ok()?;
    let mut header: serde_json::Value = serde_json::from_str(metadata.metadata().as_ref()?.get(KEY)?).ok()?;
    let mut named: Vec<(&str, TensorView<'_>)> = tensors.iter().collect();
    named.sort_unstable_by_key(|(name, _)| *name);
    let mut digest = Sha256::new();
    for (name, tensor) in &named {
        digest.update(name);
        digest.update((tensor.data().len() as u64).to_le_bytes());
        digest.update(tensor.data());
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    header.as_object_mut()?.insert("digest".to_owned(), digest.into());
    safetensors::serialize(named, Some(HashMap::from([(KEY.to_owned(), header.to_string())]))).ok()
}
