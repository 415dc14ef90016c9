//! Each rule on subjects, roles and reporting clauses with a case of its own, from plain text to the
//! speakers and roles of all its comments.

use pullquote::load::{self, Source, comments};

/// A rule, a text, and the wanted `role speaker` of its comments.
type Row = (&'static str, &'static str, &'static [&'static str]);

fn check(rows: &[Row]) {
    let mut failures = Vec::new();
    for (rule, text, wanted) in rows {
        let document = load::read(&Source::from_memory("a.txt", *text)).remove(0).unwrap();
        let found: Vec<String> = comments(&document)
            .iter()
            .map(|it| format!("{} {}", it.role.name(), it.speaker.as_deref().unwrap_or("-")))
            .collect();
        if found != *wanted {
            failures.push(format!("{rule}: {found:?} instead of {wanted:?}"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn the_subject_is_who_the_story_begins_with_and_comes_back_to() {
    check(&[
        (
            "title and lead",
            "Baker Lena Voss gives up bread\n\nLena Voss will bake no more bread, she said on Monday. “My arms hurt,” Voss said. “A shame,” one customer said.",
            &["subject Lena Voss", "public one customer"],
        ),
        (
            "the doer of the lead, not the one it is done to",
            "Lena Voss has sued Tom Ek over a wall. “It leans,” Voss said. “It does not,” said Ek.",
            &["subject Lena Voss", "public Tom Ek"],
        ),
        (
            "a body speaks through its head",
            "Rivo Foods has raised the price of milk, and shoppers are angry. “Milk is dear,” said Rivo’s chief executive, Ida Moss. “So are we,” one shopper said.",
            &["subject Ida Moss", "public one shopper"],
        ),
        (
            "a body speaks through a spokesman without a name",
            "Rivo Foods has raised the price of milk, and shoppers are angry. “Milk is dear,” a company spokesman said.",
            &["subject a company spokesman"],
        ),
        (
            "a rival's head does not speak for it",
            "Rivo Foods has raised the price of milk, and shoppers are angry. “Milk is dear,” said chief executive Ida Moss. “Ours is not,” said Per Holm, who runs the rival firm Lakto.",
            &["subject Ida Moss", "named Per Holm"],
        ),
        (
            "a boss's own director speaks for the body, too",
            "Rivo Foods has raised the price of milk. “Milk is dear,” said chief executive Ida Moss. Her sales director, Ole Ritt, agreed. “Very dear,” he said.",
            &["subject Ida Moss", "subject Ole Ritt"],
        ),
        (
            "a passer-by with a name is no subject",
            "Library closed\n\nThe town library closed on Monday. “It is a shame,” said Mary Smith, a neighbour.",
            &["public Mary Smith"],
        ),
        (
            "strangers and accounts are no subject",
            "Organisers of the fair have cancelled the parade. “My drum is bought,” one boy said. @tuba_tim wrote: “So is my tuba.”",
            &["public one boy", "public @tuba_tim"],
        ),
        (
            "the role of the title belongs to the first with that role",
            "Referee sends off the mascot\n\nIt ended early for a swan. Referee Bo Lind sent it off. “It fouled,” Lind said. “It danced,” said coach Dan Pell.",
            &["subject Bo Lind", "named Dan Pell"],
        ),
    ]);
}

#[test]
fn the_role_is_who_speaks() {
    check(&[
        (
            "experts and officials are named",
            "Lena Voss will bake no more bread. “Bread is work,” Voss said. “It is,” said Professor Nils Aue. “We checked,” said Mayor Eva Holt.",
            &["subject Lena Voss", "named Nils Aue", "named Eva Holt"],
        ),
        (
            "an age makes an ordinary person",
            "Lena Voss will bake no more bread. “Bread is work,” Voss said. “I ate it daily,” said Per Lund, 71.",
            &["subject Lena Voss", "public Per Lund"],
        ),
        (
            "an ordinary trade gives no standing",
            "Lena Voss will bake no more bread. “Bread is work,” Voss said. “I drove it round,” said driver Tom Ek.",
            &["subject Lena Voss", "public Tom Ek"],
        ),
        (
            "owning a boat gives none either",
            "Lena Voss will bake no more bread. “Bread is work,” Voss said. “I fed it to gulls,” said Tom Ek, who owns two boats.",
            &["subject Lena Voss", "public Tom Ek"],
        ),
        (
            "outlets are media",
            "Lena Voss will bake no more bread. “Bread is work,” Voss said. The Daily Crumb called it “the end of an age”.",
            &["subject Lena Voss", "media Daily Crumb"],
        ),
        (
            "news accounts are media",
            "Lena Voss will bake no more bread. “Bread is work,” Voss said.\n\nVoss quits bread — Bakery Watch (@bakerywatch) May 3, 2025\n\nThe shop closes in June.",
            &["subject Lena Voss", "media Bakery Watch"],
        ),
    ]);
}

#[test]
fn a_clause_reports_the_words_beside_it() {
    check(&[
        (
            "behind words that end open, also in a row",
            "Two people came. One rider wrote: “Late again.” “Never on time,” replied another.",
            &["public One rider", "public another"],
        ),
        (
            "between two quotations of one sentence",
            "Two people came. One rider called it “a slow, sad mess”, while another described it as “the best tram in town”.",
            &["public One rider", "public another"],
        ),
        (
            "according to goes before said",
            "Ann Roy closed the tram on Monday. “We are late again today,” Roy said, according to CNN.",
            &["media CNN"],
        ),
        (
            "a subject before the words keeps its verb",
            "Ann Roy, citing “the late tram from Hull,” said the driver was ill.",
            &["subject Ann Roy"],
        ),
        (
            "a noun behind who is is no subject",
            "“We are late again today,” Ann Roy, who is chairman of the board, said on Monday.",
            &["subject Ann Roy"],
        ),
        (
            "a description is followed by its name",
            "“We are late again today,” said the leader of the opposition, Ann Roy.",
            &["subject Ann Roy"],
        ),
        (
            "her passbook tells that the customer is a woman",
            "Manager Odile Grant shut the bank. One customer held up her passbook. “Which button is it?” she asked.",
            &["public One customer"],
        ),
    ]);
}

#[test]
fn a_description_goes_as_far_as_it_describes() {
    check(&[
        (
            "at the back",
            "The hall was full. “See you in court,” shouted a man at the back.",
            &["public a man at the back"],
        ),
        (
            "one of them",
            "Walkers came. “We will be back,” one of them said.",
            &["public one of them"],
        ),
        (
            "familiar with",
            "The hall was full. “It was the budget,” said a person familiar with the plan.",
            &["public a person familiar with the plan"],
        ),
        (
            "no count of likes",
            "Rivo Foods has cut the floor. “It can heal,” says one post with more than 12,000 likes.",
            &["public one post"],
        ),
        (
            "of the morning, but not on Monday",
            "The hall was full. “It was cold,” said a passenger on the first train of the morning on Monday.",
            &["public a passenger on the first train of the morning"],
        ),
    ]);
}

#[test]
fn what_a_story_tells_of_a_name_makes_a_standing_where_no_rule_does() {
    check(&[
        (
            "a clause that says what somebody does in the field",
            "Orren council will close the lido in May. “The pump is done,” said council leader Kit Marsh.\n\nNora Quill, whose firm built the pump in 1988, was furious. “They let it rot,” Quill said.",
            &["subject Kit Marsh", "named Nora Quill"],
        ),
        (
            "a bystander by what he did that day",
            "Orren council will close the lido in May. “The pump is done,” said council leader Kit Marsh.\n\nNora Quill was walking her dog past the gate. “Where do I swim now?” she asked.",
            &["subject Kit Marsh", "public Nora Quill"],
        ),
        (
            "no weights for words of another language",
            "Die Stadt Orren schließt das Freibad im Mai. „Die Pumpe ist kaputt“, sagte Bürgermeister Kai Marsch.\n\nNora Quill, die das Freibad vor ihm führte und nun für offenes Wasser kämpft, war wütend. „Sie haben es verrotten lassen“, sagte sie.",
            &["subject Kai Marsch", "public Nora Quill"],
        ),
    ]);
}
