//! Every broken model folder is one clear line: the file, what was expected, what was found.

use pullquote::error::ExitCode;
use pullquote::score::{Options, Scorer};
use safetensors::tensor::{Dtype, TensorView, serialize};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tiny-bert")
}

/// The error of a copy of the good model after a change to it.
fn error_after(change: impl FnOnce(&Path)) -> String {
    let folder = TempDir::new().unwrap();
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(fixture().join(name), folder.path().join(name)).unwrap();
    }
    change(folder.path());
    let model = Some(folder.path().to_string_lossy().into_owned());
    let error = Scorer::open(&Options { model, ..Default::default() }).unwrap_err();
    assert_eq!(error.exit_code(), ExitCode::Model, "{error}");
    let message = error.to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.contains(&*folder.path().to_string_lossy()), "{message}");
    message
}

fn expect(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "\"{part}\" is not in: {message}");
    }
}

/// Changes `config.json`.
fn edit(folder: &Path, change: impl FnOnce(&mut serde_json::Value)) {
    let path = folder.join("config.json");
    let mut json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut json);
    fs::write(path, json.to_string()).unwrap();
}

/// Writes the weights again with some tensors changed or left out.
fn rewrite(
    folder: &Path,
    change: impl Fn(&str, &mut Vec<usize>, &mut Vec<u8>, &mut Dtype) -> bool,
) {
    let path = folder.join("model.safetensors");
    let bytes = fs::read(&path).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut kept = Vec::new();
    for (name, view) in tensors.tensors() {
        let (mut shape, mut data, mut dtype) =
            (view.shape().to_vec(), view.data().to_vec(), view.dtype());
        if change(&name, &mut shape, &mut data, &mut dtype) {
            kept.push((name, dtype, shape, data));
        }
    }
    let views = kept.iter().map(|(name, dtype, shape, data)| {
        (name.as_str(), TensorView::new(*dtype, shape.clone(), data).unwrap())
    });
    fs::write(path, serialize(views, None).unwrap()).unwrap();
}

#[test]
fn the_good_model_loads() {
    let model = Some(fixture().to_string_lossy().into_owned());
    Scorer::open(&Options { model, ..Default::default() }).unwrap();
}

#[test]
fn a_folder_that_is_not_there() {
    let error = Scorer::open(&Options { model: Some("no/such".into()), ..Default::default() });
    expect(&error.unwrap_err().to_string(), &["model no/such: no such folder", "models list"]);
}

#[test]
fn a_missing_file() {
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        let message = error_after(|folder| fs::remove_file(folder.join(name)).unwrap());
        expect(&message, &[name, "missing"]);
    }
}

#[test]
fn weights_in_another_format_or_in_parts() {
    for (name, hint) in [("pytorch_model.bin", "pickle"), ("model.safetensors.index.json", "parts")]
    {
        let message = error_after(|folder| {
            fs::rename(folder.join("model.safetensors"), folder.join(name)).unwrap();
        });
        expect(&message, &["model.safetensors: missing", hint, "save_pretrained"]);
    }
}

#[test]
fn damaged_json() {
    for name in ["config.json", "tokenizer.json"] {
        let message = error_after(|folder| fs::write(folder.join(name), "{\"a\": ").unwrap());
        expect(&message, &[name, "line 1"]);
    }
}

#[test]
fn weights_cut_short_or_empty_or_of_nonsense() {
    let cut: [fn(&mut Vec<u8>); 4] = [
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes.truncate(20),
        Vec::clear,
        |bytes| bytes.fill(0xff),
    ];
    for change in cut {
        let message = error_after(|folder| {
            let path = folder.join("model.safetensors");
            let mut bytes = fs::read(&path).unwrap();
            change(&mut bytes);
            fs::write(path, bytes).unwrap();
        });
        expect(&message, &["model.safetensors: damaged or cut short"]);
    }
}

#[test]
fn a_missing_tensor() {
    let message = error_after(|folder| {
        rewrite(folder, |name, _, _, _| name != "bert.encoder.layer.1.output.dense.bias");
    });
    expect(
        &message,
        &["model.safetensors: tensor bert.encoder.layer.1.output.dense.bias: missing"],
    );
}

#[test]
fn a_tensor_of_the_wrong_shape() {
    let message = error_after(|folder| {
        rewrite(folder, |name, shape, _, _| {
            if name == "classifier.weight" {
                shape.reverse();
            }
            true
        });
    });
    expect(&message, &["tensor classifier.weight: expected shape [3, 32], found [32, 3]"]);
}

#[test]
fn a_tensor_of_the_wrong_type_or_with_what_is_no_number() {
    let message = error_after(|folder| {
        rewrite(folder, |name, _, _, dtype| {
            if name == "classifier.weight" {
                *dtype = Dtype::I32;
            }
            true
        });
    });
    expect(&message, &["tensor classifier.weight: expected F32, F16, BF16 or I8, found I32"]);
    let message = error_after(|folder| {
        rewrite(folder, |name, _, data, _| {
            if name == "classifier.bias" {
                data[..4].copy_from_slice(&f32::NAN.to_le_bytes());
            }
            true
        });
    });
    expect(&message, &["tensor classifier.bias: expected finite numbers, found NaN"]);
}

#[test]
fn a_config_that_does_not_fit() {
    let message = error_after(|folder| edit(folder, |json| json["hidden_size"] = 40.into()));
    expect(&message, &["config.json: hidden_size is 40: expected a multiple of 16"]);
    let message = error_after(|folder| edit(folder, |json| json["hidden_size"] = 48.into()));
    expect(&message, &["expected", "48"]);
    let message = error_after(|folder| edit(folder, |json| json["model_type"] = "gpt2".into()));
    expect(&message, &["config.json: model_type \"gpt2\"", "supported are bert"]);
}

#[test]
fn labels_that_are_no_sentiment() {
    let message = error_after(|folder| {
        edit(folder, |json| {
            json["id2label"] = serde_json::json!({"0": "joy", "1": "fear", "2": "anger"})
        });
    });
    expect(&message, &["config.json", "joy, fear, anger", "expected negative, positive"]);
}

#[test]
fn a_tokenizer_of_another_model() {
    let message = error_after(|folder| {
        let other = fixture().with_file_name("tiny-roberta").join("tokenizer.json");
        fs::copy(other, folder.join("tokenizer.json")).unwrap();
    });
    expect(&message, &["tokenizer.json", "tokens, but the model has only"]);
}
