//! Prints, for every quotation of articles, what training the judgement of roles needs: JSON lines
//! `{"article", "text", "role", "features"}` with the role that the rules give.

use pullquote::load::{self, Inputs, ReadOptions, quote, speaker};
use serde_json::json;
use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let inputs = Inputs { named: std::env::args().skip(1).collect(), lists: Vec::new() };
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for source in load::find(&inputs) {
        for record in load::records(&source?, &ReadOptions::default()) {
            let document = load::document(record?)?;
            let quotations = quote::find(&document);
            let evidence = speaker::role_evidence(&document, &quotations);
            for (quotation, (role, features)) in quotations.iter().zip(evidence) {
                let text = &document.article.text[quotation.outer.clone()];
                let line = json!({
                    "article": document.article.id.0, "text": text, "role": role.name(),
                    "features": features,
                });
                writeln!(output, "{line}")?;
            }
        }
    }
    Ok(())
}
