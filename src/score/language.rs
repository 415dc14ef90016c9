//! Which language a text is in, when that is certain.

use whatlang::{Lang, Script};

/// Letters below which words in the Latin script say too little.
const FEWEST_LETTERS: usize = 24;

/// The ISO 639-1 code of the text's language; `None` when not certain, as for most short texts.
pub fn detect(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    // Scripts of one or few languages give them away in few letters; Latin does not.
    if letters.take(FEWEST_LETTERS).count() < FEWEST_LETTERS
        && whatlang::detect_script(text)? == Script::Latin
    {
        return None;
    }
    let info = whatlang::detect(text)?;
    if info.is_reliable() { code(info.lang()) } else { None }
}

/// The two-letter code; `None` for languages that have none.
fn code(lang: Lang) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == lang).map(|(_, code)| *code)
}

/// ISO 639-1 codes of the detector's languages.
const CODES: &[(Lang, &str)] = &[
    (Lang::Afr, "af"),
    (Lang::Aka, "ak"),
    (Lang::Amh, "am"),
    (Lang::Ara, "ar"),
    (Lang::Aze, "az"),
    (Lang::Bel, "be"),
    (Lang::Ben, "bn"),
    (Lang::Bul, "bg"),
    (Lang::Cat, "ca"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Cym, "cy"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Epo, "eo"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Guj, "gu"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Hye, "hy"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jav, "jv"),
    (Lang::Jpn, "ja"),
    (Lang::Kan, "kn"),
    (Lang::Kat, "ka"),
    (Lang::Khm, "km"),
    (Lang::Kor, "ko"),
    (Lang::Lat, "la"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Mal, "ml"),
    (Lang::Mar, "mr"),
    (Lang::Mkd, "mk"),
    (Lang::Mya, "my"),
    (Lang::Nep, "ne"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "nb"),
    (Lang::Ori, "or"),
    (Lang::Pan, "pa"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Sin, "si"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Sna, "sn"),
    (Lang::Spa, "es"),
    (Lang::Srp, "sr"),
    (Lang::Swe, "sv"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Tgl, "tl"),
    (Lang::Tha, "th"),
    (Lang::Tuk, "tk"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Urd, "ur"),
    (Lang::Uzb, "uz"),
    (Lang::Vie, "vi"),
    (Lang::Yid, "yi"),
    (Lang::Zul, "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_cases_are_told_and_short_ones_left_open() {
        let cases = [
            (
                "The council has decided to close the library, and nobody asked us about it.",
                Some("en"),
            ),
            (
                "Der Stadtrat hat beschlossen, die Bibliothek zu schließen, und niemand hat uns gefragt.",
                Some("de"),
            ),
            (
                "El ayuntamiento ha decidido cerrar la biblioteca y nadie nos preguntó nada.",
                Some("es"),
            ),
            ("図書館が閉まるのは残念です", Some("ja")),
            ("Shame!", None),
            ("", None),
            ("12345 !!!", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(detect(text), wanted, "{text}");
        }
    }

    #[test]
    fn every_language_of_the_detector_has_a_code() {
        for lang in Lang::all() {
            assert!(code(*lang).is_some(), "{lang:?}");
        }
    }
}
