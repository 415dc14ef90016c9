//! Small questions to the tree that several modules of the page ask.

use trafilatura::dom::{Document as Dom, NodeId};

/// Deepest nesting that is followed; the parser's input is limited far below it.
const DEEPEST: usize = 1_000;

/// Elements whose text nobody reads.
pub const SILENT: [&str; 20] = [
    "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "video",
    "audio", "canvas", "map", "select", "button", "textarea", "head", "datalist", "dialog",
    "amp-ad",
];

/// Whether an element has a class.
pub fn has_class(dom: &Dom, id: NodeId, class: &str) -> bool {
    dom.get_attribute(id, "class").is_some_and(|classes| {
        classes.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(class))
    })
}

/// The words of a subtree: white space folded, `<br>` and paragraphs as line breaks; subtrees
/// that `skip` names are left out.
pub fn words(dom: &Dom, id: NodeId, skip: &dyn Fn(NodeId) -> bool) -> String {
    let mut out = String::new();
    collect(dom, id, skip, &mut out, 0);
    fold_lines(&out)
}

/// The words of a subtree on one line.
pub fn line(dom: &Dom, id: NodeId) -> String {
    fold(&words(dom, id, &|_| false))
}

fn collect(dom: &Dom, id: NodeId, skip: &dyn Fn(NodeId) -> bool, out: &mut String, depth: usize) {
    if depth > DEEPEST || skip(id) {
        return;
    }
    if dom.is_text(id) {
        // A literal line break in the source is a space; the mark is turned back at the end.
        push_folded(out, &dom.text_content(id));
        return;
    }
    let tag = dom.tag_name(id);
    if SILENT.contains(&tag) {
        return;
    }
    let breaks = matches!(tag, "br" | "p" | "div" | "li" | "blockquote" | "section");
    if breaks {
        out.push('\n');
    }
    for child in dom.child_nodes(id) {
        collect(dom, child, skip, out, depth + 1);
    }
    if breaks && tag != "br" {
        out.push('\n');
    }
}

/// Adds text with its white space folded to single spaces.
pub fn push_folded(out: &mut String, text: &str) {
    for character in text.chars() {
        if character.is_whitespace() && !is_narrow(character) {
            if !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(character);
        }
    }
}

/// No-break spaces are part of the text: French marks stand behind them.
fn is_narrow(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{202f}')
}

/// Trims every line and folds runs of line breaks into one.
fn fold_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Folds all white space to single spaces.
pub fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All elements of a subtree in document order, its root first, without the subtrees for which
/// `enter` says no.
pub fn elements(dom: &Dom, root: NodeId, enter: &mut dyn FnMut(NodeId) -> bool) {
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        if dom.is_element(id) && !enter(id) {
            continue;
        }
        stack.extend(dom.children(id).into_iter().rev());
    }
}

/// The first descendant element that a test accepts.
pub fn find(dom: &Dom, root: NodeId, test: &dyn Fn(NodeId) -> bool) -> Option<NodeId> {
    let mut found = None;
    elements(dom, root, &mut |id| {
        if found.is_none() && id != root && test(id) {
            found = Some(id);
        }
        found.is_none()
    });
    found
}

/// All descendant elements with a tag.
pub fn all(dom: &Dom, root: NodeId, tag: &str) -> Vec<NodeId> {
    let mut found = Vec::new();
    elements(dom, root, &mut |id| {
        if id != root && dom.tag_name(id) == tag {
            found.push(id);
        }
        true
    });
    found
}

/// Whether some class or the id of an element holds one of the words.
pub fn names(dom: &Dom, id: NodeId) -> String {
    let mut names = dom.get_attribute(id, "class").unwrap_or_default();
    if let Some(name) = dom.get_attribute(id, "id") {
        names.push(' ');
        names.push_str(&name);
    }
    names.make_ascii_lowercase();
    names
}

/// Empties an element and turns it into another one without attributes.
pub fn hollow(dom: &mut Dom, id: NodeId, tag: &str) {
    for child in dom.child_nodes(id) {
        dom.remove(child, true);
    }
    dom.clear_attributes(id);
    dom.set_tag_name(id, tag);
}
