use pullquote::load;
use std::io::Write;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut o = std::io::BufWriter::new(std::fs::File::create(&a[2]).unwrap());
    let v = load::find(&[a[1].clone()]);
    let (mut t, n) = (0.0, v.len());
    for s in v {
        let s = match s {
            Ok(s) => s,
            Err(e) => {
                println!("{e}");
                continue;
            }
        };
        let st = std::time::Instant::now();
        let d = load::read(&s);
        t += st.elapsed().as_secs_f64();
        for d in d {
            match d {
                Err(e) => println!("{e}"),
                Ok(d) => {
                    let id = std::path::Path::new(&s.id.0)
                        .file_name()
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .trim_end_matches(".gz")
                        .trim_end_matches(".html")
                        .to_string();
                    let blocks: Vec<_> = d
                        .blocks
                        .iter()
                        .map(|b| serde_json::json!([format!("{:?}", b.kind), d.block_text(b)]))
                        .collect();
                    writeln!(o, "{}", serde_json::json!({"id": id, "text": d.article.text, "lang": d.language, "meta": d.article.metadata, "blocks": blocks})).unwrap();
                }
            }
        }
    }
    println!("{n} sources {t:.2}s {:.1}/s", n as f64 / t);
}
