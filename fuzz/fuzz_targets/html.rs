//! Any page: read, its blocks ascend and slice, its comments are found.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::domain::{Article, ArticleId};
use pullquote::load::{Document, comments, page};

fuzz_target!(|html: &str| {
    let page = page::read(html);
    let mut last = 0;
    for block in &page.blocks {
        assert!(block.bytes.start >= last);
        last = block.bytes.end;
        assert!(page.text.get(block.bytes.clone()).is_some());
    }
    let id = ArticleId("any".to_owned());
    let article = Article { id, metadata: page.metadata, text: page.text };
    comments(&Document { article, blocks: page.blocks, language: page.language });
});
