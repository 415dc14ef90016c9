//! Every way in which news articles carry other people's words, one row a case: what is a comment
//! there, and whose.

use pullquote::domain::{Article, ArticleId, Comment, Kind, Metadata};
use pullquote::load::{Block, BlockKind, Document, comments, page};

/// What a row calls itself, the article, and the comments in it: words and speaker (`""` for
/// nobody).
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Reads an article: markup as a page, anything else as a text whose lines are paragraphs.
fn read(given: &str, language: &str) -> Vec<Comment> {
    let id = ArticleId("row".to_owned());
    if given.starts_with('<') {
        let html = format!(
            "<html lang=\"{language}\"><body><article>{given}{PROSE}</article></body></html>"
        );
        let page = page::read(&html);
        let article = Article { id, metadata: page.metadata, text: page.text };
        return comments(&Document { article, blocks: page.blocks, language: page.language });
    }
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in given.split('\n') {
        let is_item = line.starts_with("• ") || line.starts_with(|c: char| c.is_ascii_digit());
        let kind = if is_item { BlockKind::ListItem } else { BlockKind::Paragraph };
        if !line.is_empty() {
            blocks.push(Block { kind, bytes: at..at + line.len() });
        }
        at += line.len() + 1;
    }
    let article = Article { id, metadata: Metadata::default(), text: given.to_owned() };
    comments(&Document { article, blocks, language: Some(language.to_owned()) })
}

/// Prose that makes a page an article.
const PROSE: &str = "<p>The market hall has stood on the river since the year of the flood, and \
    few who shop there remember a winter as quiet as this one has been so far.</p><p>Its roof is \
    to be mended in spring, when the stalls move to the square for about six weeks in all.</p>";

fn check(rows: &[Row], language: &str) {
    let mut wrong = Vec::new();
    for (name, given, wanted) in rows {
        let found = read(given, language);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|comment| (comment.text.as_str(), comment.speaker.as_deref().unwrap_or("")))
            .collect();
        if found != *wanted {
            wrong.push(format!("{name}\n   found {found:?}\n  wanted {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn embedded_posts_are_comments_of_their_accounts() {
    let rows: &[Row] = &[
        (
            "X",
            "<p>Riders were cross.</p><blockquote class=\"twitter-tweet\"><p lang=\"en\">no seats, no heat, no shame <a href=\"https://t.co/q\">pic.twitter.com/q1</a></p>&mdash; Ola B. 🚋 (@olab) <a href=\"https://twitter.com/olab/status/41\">May 2, 2025</a></blockquote>",
            &[("no seats, no heat, no shame", "Ola B. 🚋")],
        ),
        (
            "X, AMP and noscript twins",
            "<p>Riders were cross.</p><blockquote class=\"twitter-tweet\"><p lang=\"en\">we walked home</p>&mdash; Ola (@olab) <a href=\"https://twitter.com/olab/status/42\">May 2, 2025</a></blockquote><noscript><blockquote class=\"twitter-tweet\"><p>we walked home</p>&mdash; Ola (@olab) <a href=\"https://twitter.com/olab/status/42\">May 2, 2025</a></blockquote></noscript><amp-twitter data-tweetid=\"42\"><blockquote placeholder><p>we walked home</p><footer>— Ola (@olab) May 2, 2025</footer></blockquote></amp-twitter>",
            &[("we walked home", "Ola")],
        ),
        (
            "Bluesky",
            "<p>Riders were cross.</p><blockquote class=\"bluesky-embed\" data-bluesky-uri=\"at://did:plc:k/app.bsky.feed.post/3\"><p lang=\"en\">Third bus, same driver, same smile.<br><br><a href=\"u\">[image or embed]</a></p>&mdash; Pia Lund (<a href=\"u\">@pia.bsky.social</a>) <a href=\"https://bsky.app/profile/pia/post/3\">May 2, 2025 at 8:15 AM</a></blockquote>",
            &[("Third bus, same driver, same smile.", "Pia Lund")],
        ),
        (
            "TikTok",
            "<p>Riders were cross.</p><blockquote class=\"tiktok-embed\" cite=\"https://www.tiktok.com/@stopwatcher/video/8\" data-video-id=\"8\"><section><a title=\"@stopwatcher\" href=\"u\">@stopwatcher</a> <p>waiting, a short film <a title=\"bus\" href=\"u\">#bus</a></p><a title=\"♬ original sound - s\" href=\"u\">♬ original sound - s</a></section></blockquote>",
            &[("waiting, a short film #bus", "@stopwatcher")],
        ),
        (
            "Instagram without words",
            "<p>Riders were cross.</p><blockquote class=\"instagram-media\" data-instgrm-permalink=\"https://www.instagram.com/p/Q1/\"><a href=\"u\">View this post on Instagram</a><p><a href=\"u\">A post shared by Nils Roe (@nils.roe)</a></p></blockquote>",
            &[("", "Nils Roe")],
        ),
        (
            "Facebook",
            "<p>Riders were cross.</p><div class=\"fb-post\" data-href=\"https://www.facebook.com/corner/posts/1\"><blockquote class=\"fb-xfbml-parse-ignore\"><p>Free tea for anybody stuck outside.</p>Posted by <a href=\"u\">Corner Café</a> on <a href=\"u\">Friday, May 2, 2025</a></blockquote></div>",
            &[("Free tea for anybody stuck outside.", "Corner Café")],
        ),
        (
            "Reddit: the title of a post, no words of a comment",
            "<p>Riders were cross.</p><blockquote class=\"reddit-embed-bq\"><a href=\"https://www.reddit.com/r/town/comments/a/b/\">Is the 14 a myth</a><br> by<a href=\"u\">u/lampost</a> in<a href=\"u\">town</a></blockquote><p>Nobody knew.</p><blockquote class=\"reddit-embed-bq\"><a href=\"https://www.reddit.com/r/town/comments/a/b/c/\">Comment</a><br> by<a href=\"u\">u/kerbside</a> from discussion<a href=\"u\"></a><br> in<a href=\"u\">town</a></blockquote>",
            &[("Is the 14 a myth", "u/lampost"), ("", "u/kerbside")],
        ),
        (
            "Threads",
            "<p>Riders were cross.</p><blockquote class=\"text-post-media\" data-text-post-permalink=\"https://www.threads.net/@tilly/post/C1\"><a href=\"https://www.threads.net/@tilly/post/C1\">View on Threads</a></blockquote>",
            &[("", "@tilly")],
        ),
        (
            "Mastodon",
            "<p>Riders were cross.</p><blockquote class=\"mastodon-embed\" data-embed-url=\"https://tram.example/@ines/12/embed\"><a href=\"https://tram.example/@ines/12\">Post by @ines@tram.example View on Mastodon</a></blockquote>",
            &[("", "@ines@tram.example")],
        ),
        (
            "YouTube holds no words",
            "<p>One viewer commented under the video: “Bring a cushion.”</p><iframe src=\"https://www.youtube.com/embed/abc\"></iframe>",
            &[("Bring a cushion.", "One viewer")],
        ),
        (
            "WordPress block with a bare address",
            "<p>Riders were cross.</p><figure class=\"wp-block-embed is-provider-twitter\"><div class=\"wp-block-embed__wrapper\">https://x.com/olab/status/77</div></figure>",
            &[("", "@olab")],
        ),
    ];
    check(rows, "en");
}

#[test]
fn pasted_posts_end_with_their_signature() {
    let rows: &[Row] = &[
        (
            "X",
            "no seats again pic.twitter.com/q1 — Ola (@olab) May 2, 2025",
            &[("no seats again", "Ola")],
        ),
        (
            "two run together",
            "no seats — Ola (@olab) May 2, 2025 no heat – Kit (@kit_9) 2 May 2025",
            &[("no seats", "Ola"), ("no heat", "Kit")],
        ),
        (
            "Bluesky",
            "Third bus. [image or embed] — Pia (@pia.bsky.social) May 2, 2025 at 8:15 AM",
            &[("Third bus.", "Pia")],
        ),
        (
            "a post that quotes",
            "Boss says “tough luck” — Stop Press (@stop_press) May 2, 2025",
            &[("Boss says “tough luck”", "Stop Press")],
        ),
        (
            "Facebook",
            "Free tea. Posted by Corner Café on Friday, May 2, 2025",
            &[("Free tea.", "Corner Café")],
        ),
        ("Japanese date", "遅い — Aki (@aki) 2025年5月2日", &[("遅い", "Aki")]),
    ];
    check(rows, "en");
}

#[test]
fn comments_in_running_text_have_their_speakers() {
    let rows: &[Row] = &[
        (
            "anonymous run, space missing",
            "One shopper wrote, “Keep the roof.”Another answer read, “Lose it!”",
            &[("Keep the roof.", "One shopper"), ("Lose it!", "Another answer")],
        ),
        (
            "user verbs",
            "One customer tweeted: “My fish is wet.”",
            &[("My fish is wet.", "One customer")],
        ),
        (
            "handle as speaker",
            "@eelpie replied: “It was wet before.”",
            &[("It was wet before.", "@eelpie")],
        ),
        (
            "handle in brackets",
            "Nora Quist (@noraq) posted, “Bring a bucket.”",
            &[("Bring a bucket.", "Nora Quist")],
        ),
        ("speaker after", "“Bring two,” added a fourth.", &[("Bring two,", "a fourth")]),
        (
            "elliptical speaker",
            "Another: “No roof.” A third: “No rent.”",
            &[("No roof.", "Another"), ("No rent.", "A third")],
        ),
        (
            "no cue at all",
            "Reactions came quickly. “At last!” “Too late.” “Who pays?”",
            &[("At last!", ""), ("Too late.", ""), ("Who pays?", "")],
        ),
        (
            "speaker in the lead-in",
            "Traders on Facebook were divided:\n• “Roof first.”\n• “Drains first.”",
            &[("Roof first.", "Traders on Facebook"), ("Drains first.", "Traders on Facebook")],
        ),
        ("bulleted list", "We asked around:\n• “Too dear.” – Wim, baker", &[("Too dear.", "Wim")]),
        (
            "numbered list",
            "The best replies:\n1. u/codpiece: Sell the clock.\n2. u/haddock: Which clock?",
            &[("Sell the clock.", "u/codpiece"), ("Which clock?", "u/haddock")],
        ),
        (
            "block quote, no marks",
            "<p>Letters came, too. One trader wrote in:</p><blockquote><p>My stall was my mother’s stall.</p></blockquote>",
            &[("My stall was my mother’s stall.", "One trader")],
        ),
        (
            "block quote with cite",
            "<p>Letters came, too.</p><blockquote><p>Leave the pigeons alone.</p><footer>— <cite>Gil Amos</cite></footer></blockquote>",
            &[("Leave the pigeons alone.", "Gil Amos")],
        ),
        (
            "block quote with a signature",
            "<p>Letters came, too.</p><blockquote><p>Leave the pigeons alone.</p><p>— A mother of two</p></blockquote>",
            &[("Leave the pigeons alone.", "A mother of two")],
        ),
        (
            "screenshot",
            "<p>It went round at once.</p><img src=\"a.png\" alt=\"Screenshot of a comment reading ‘the eels voted no’ by user wharf_rat\">",
            &[("the eels voted no", "user wharf_rat")],
        ),
        (
            "screenshot, author first",
            "<p>It went round at once.</p><img src=\"a.png\" alt=\"Screenshot of a post by user wharf_rat saying ‘the eels voted no’\">",
            &[("the eels voted no", "user wharf_rat")],
        ),
        (
            "caption",
            "<figure><img src=\"a.jpg\"><figcaption>A trader posted: “Closed for rain.” (Photo: G. Amos)</figcaption></figure>",
            &[("Closed for rain.", "A trader")],
        ),
        (
            "reaction count",
            "“Sink it,” read one answer with 900 likes.",
            &[("Sink it,", "one answer")],
        ),
        ("translated", "“Ya era hora” (“High time”), wrote one.", &[("Ya era hora", "one")]),
        (
            "translated, gloss behind the cue",
            "「遅い」, wrote one shopper (“Too late”).",
            &[("遅い", "one shopper")],
        ),
        ("paraphrase", "Many said that the roof was a waste of money.", &[]),
    ];
    check(rows, "en");
}

#[test]
fn quotations_of_every_shape_are_found() {
    let rows: &[Row] = &[
        (
            "interrupted",
            "“The roof leaks,” Ann Roy said, “and the clock lies.”",
            &[("The roof leaks,", "Ann Roy"), ("and the clock lies.", "Ann Roy")],
        ),
        (
            "continued after a full stop",
            "“The roof leaks,” Ann Roy said. “We bail.”",
            &[("The roof leaks,", "Ann Roy"), ("We bail.", "Ann Roy")],
        ),
        (
            "several paragraphs",
            "“The roof leaks.\n“The clock lies,” said Ann Roy.",
            &[("The roof leaks.\n\nThe clock lies,", "Ann Roy")],
        ),
        (
            "several paragraphs, no mark reopens",
            "Ann Roy wrote: “The roof leaks.\nThe clock lies.”",
            &[("The roof leaks.\n\nThe clock lies.", "Ann Roy")],
        ),
        (
            "forgotten closing mark",
            "“The roof leaks, said Ann Roy. “We bail.”",
            &[("The roof leaks,", "Ann Roy"), ("We bail.", "Ann Roy")],
        ),
        (
            "nested",
            "“He told me ‘get out’ twice,” said Ann Roy.",
            &[("He told me ‘get out’ twice,", "Ann Roy")],
        ),
        (
            "nested, same glyph",
            "\"He said \"get out\" and sat down,\" said Ann Roy.",
            &[("He said \"get out\" and sat down,", "Ann Roy")],
        ),
        ("nested end", "Ann Roy said: “He said ‘get out.’”", &[("He said ‘get out.’", "Ann Roy")]),
        (
            "nested end, straight",
            "Ann Roy said: \"He said 'get out.'\"",
            &[("He said 'get out.'", "Ann Roy")],
        ),
        (
            "fragment in a clause",
            "Ann Roy called it “a long wet joke”.",
            &[("a long wet joke", "Ann Roy")],
        ),
        ("very short", "“Never,” wrote Ann Roy.", &[("Never,", "Ann Roy")]),
        (
            "one word behind a full stop",
            "“It rained on me,” said Ann Roy. “Twice.”",
            &[("It rained on me,", "Ann Roy"), ("Twice.", "Ann Roy")],
        ),
        (
            "brackets and ellipsis",
            "“[The council] slept … again,” said Ann Roy.",
            &[("[The council] slept … again,", "Ann Roy")],
        ),
        ("question inside", "“Who sleeps?” asked Ann Roy.", &[("Who sleeps?", "Ann Roy")]),
        (
            "interview",
            "Ann Roy runs the hall.\nQ: Why rain?\nA: Ask the sky.\nQ: And now?\nA: Buckets.",
            &[("Ask the sky.", "Ann Roy"), ("Buckets.", "Ann Roy")],
        ),
        (
            "dialogue",
            "ROY: The roof leaks.\nREPORTER: Why?\nROY: It is old.",
            &[("The roof leaks.", "ROY"), ("It is old.", "ROY")],
        ),
        ("colon", "Ann Roy: “No comment.”", &[("No comment.", "Ann Roy")]),
        (
            "role first, name later",
            "“No,” said the porter. Ann Roy, 40, added that it rained.",
            &[("No,", "the porter")],
        ),
        ("cue of manner", "“It leaks,” grinned Ann Roy.", &[("It leaks,", "Ann Roy")]),
        ("according to", "“It leaks,” according to Ann Roy.", &[("It leaks,", "Ann Roy")]),
        (
            "according to, first",
            "According to one framer, “it leaks like a basket”.",
            &[("it leaks like a basket", "one framer")],
        ),
        ("pronoun", "Ann Roy came at noon. “It leaks,” she said.", &[("It leaks,", "Ann Roy")]),
        (
            "pronoun for the person of the paragraph",
            "“No,” said Mary Ek.\nUnion leader Solveig Aas was dry. “It leaks,” she said.",
            &[("No,", "Mary Ek"), ("It leaks,", "Solveig Aas")],
        ),
    ];
    check(rows, "en");
}

#[test]
fn quotation_marks_of_every_style_are_read() {
    let rows: &[Row] = &[
        ("swapped glyphs", "“It leaks,“ said Ann Roy.", &[("It leaks,", "Ann Roy")]),
        ("straight", "\"It leaks,\" said Ann Roy.", &[("It leaks,", "Ann Roy")]),
        ("two apostrophes", "''It leaks,'' said Ann Roy.", &[("It leaks,", "Ann Roy")]),
        ("LaTeX", "``It leaks,'' said Ann Roy.", &[("It leaks,", "Ann Roy")]),
        (
            "British",
            "‘It’s the traders’ roof,’ said Ann Roy.",
            &[("It’s the traders’ roof,", "Ann Roy")],
        ),
        (
            "leading apostrophe",
            "‘It’s leaked since the ’70s, tell ’em,’ said Ann Roy.",
            &[("It’s leaked since the ’70s, tell ’em,", "Ann Roy")],
        ),
        (
            "feet and inches",
            "The gap is 5'10\" wide. \"It leaks,\" said Ann Roy.",
            &[("It leaks,", "Ann Roy")],
        ),
        ("Nordic", "”It leaks,” said Ann Roy.", &[("It leaks,", "Ann Roy")]),
        ("Japanese corners", "「遅い」 said Ann Roy.", &[("遅い", "Ann Roy")]),
        ("entities", "&ldquo;It leaks,&rdquo; said Ann Roy.", &[("It leaks,", "Ann Roy")]),
        ("escapes", "\\u201cIt leaks,\\u201d said Ann Roy.", &[("It leaks,", "Ann Roy")]),
        ("mangled UTF-8", "â€œIt leaks,â€\u{9d} said Ann Roy.", &[("It leaks,", "Ann Roy")]),
    ];
    check(rows, "en");
}

#[test]
fn other_languages_have_their_marks_and_cues() {
    let german: &[Row] = &[
        (
            "low and high",
            "„Es regnet hinein“, sagte Wirtin Anna Roth.",
            &[("Es regnet hinein", "Anna Roth")],
        ),
        (
            "reversed guillemets",
            "»Es regnet hinein«, klagte ein Händler.",
            &[("Es regnet hinein", "ein Händler")],
        ),
        (
            "compound for a role",
            "Betriebsleiterin Anna Roth meinte dagegen: „Es tropft.“",
            &[("Es tropft.", "Anna Roth")],
        ),
        (
            "unknown noun",
            "Eine Zehntklässlerin meinte dagegen: „Es tropft.“",
            &[("Es tropft.", "Eine Zehntklässlerin")],
        ),
        ("title of a work", "Der Film „Die nasse Halle“ läuft weiter.", &[]),
    ];
    let french: &[Row] = &[
        (
            "guillemets with spaces",
            "« Il pleut dedans », explique Anne Roy.",
            &[("Il pleut dedans", "Anne Roy")],
        ),
        (
            "guillemets without",
            "«Il pleut dedans», soupire un marchand.",
            &[("Il pleut dedans", "un marchand")],
        ),
        (
            "space missing behind the mark",
            "Un client a écrit : « C’est fini. »Une autre commente : « Enfin. »",
            &[("C’est fini.", "Un client"), ("Enfin.", "Une autre")],
        ),
        (
            "according to",
            "Selon un balayeur, « il pleut dedans depuis mars ».",
            &[("il pleut dedans depuis mars", "un balayeur")],
        ),
        (
            "noun joined to its article",
            "L’historienne Anne Roy y voit « une ruine bien tenue ».",
            &[("une ruine bien tenue", "Anne Roy")],
        ),
    ];
    let spanish: &[Row] = &[
        (
            "dash dialogue",
            "—Llueve dentro —dijo Ana Ruiz—. Y mucho.",
            &[("Llueve dentro", "Ana Ruiz"), ("Y mucho.", "Ana Ruiz")],
        ),
        ("guillemets", "«Llueve dentro», se quejó una vecina.", &[("Llueve dentro", "una vecina")]),
    ];
    check(german, "de");
    check(french, "fr");
    check(spanish, "es");
}

#[test]
fn what_nobody_said_is_no_comment() {
    let rows: &[Row] = &[
        ("title of a work", "She sings in “The Wet Market Hall”.", &[]),
        ("title behind its noun", "The novel, ‘Rain and Counting’, was out of print.", &[]),
        ("programme", "on ABC’s “Late Lunch”", &[]),
        ("scare quotes", "the so-called “dry season”", &[]),
        ("term of many", "It is what traders call a “war on umbrellas” these days.", &[]),
        ("nickname", "Robert “Buckets” Roy swept the floor.", &[]),
        ("known as", "The hall is known as “the sieve”.", &[]),
        ("slogan on a cap", "He wore a cap reading “Rain On”.", &[]),
        ("slogan on a banner", "A banner over the gate proclaimed “Save Our Sieve”.", &[]),
        ("slogan behind a colon", "Sign on the gate: “Dogs Swim Free”.", &[]),
        ("teaser", "READ NEXT: “How I dried my socks”", &[]),
        ("markup left in text", "<tweet author=\"@wharf_rat of the hall\">", &[]),
        ("quoted document", "The bylaw says “any trader who floods”.", &[]),
        (
            "quoted terms",
            "The terms and conditions state that “the hall shall not be liable for rain”.",
            &[],
        ),
        ("hypothetical", "You might ask, “Why not a roof?”", &[]),
        ("imagined", "Perhaps you are thinking, “It is only rain.”", &[]),
        ("credit", "“Hall at noon” by G. Amos is licensed under CC BY 2.0", &[]),
    ];
    check(rows, "en");
    // A man in a cap is no cap.
    let said = read("A man in a red cap said: “I swim to work.”", "en");
    assert_eq!(said[0].speaker.as_deref(), Some("A man in a red cap"));
}

#[test]
fn headlines_and_pull_quotes_are_not_counted_again() {
    let html = "<h1>Hall ‘leaks like a basket’</h1><p>“It leaks like a basket,” said Ann Roy.</p>\
                <aside class=\"pullquote\"><p>“It leaks like a basket”</p></aside>";
    assert_eq!(read(html, "en").len(), 1);
}

#[test]
fn a_post_is_a_post_and_prose_a_quotation() {
    let found = read("no seats — Ola (@olab) May 2, 2025\n“It leaks,” said Ann Roy.", "en");
    let kinds: Vec<Kind> = found.iter().map(|comment| comment.kind).collect();
    assert_eq!(kinds, [Kind::Post, Kind::Quote]);
    assert_eq!(found[0].posted.as_deref(), Some("2025-05-02"));
    assert_eq!(found[0].handle.as_deref(), Some("@olab"));
}
