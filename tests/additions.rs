//! Two projects with different statuses and names at once: the same text means something else in each, and nothing in a third.

use http_status_lsp::catalog::{Additions, Catalog, Code, Language, OwnName, OwnStatus, Remark};
use http_status_lsp::detect::{
    Mention, MentionKind, Preamble, Reading, Vocabulary, mention_at, mentions, mentions_within, places_within,
};
use http_status_lsp::features::completion::{Asked, complete};
use http_status_lsp::features::hover::hover;
use http_status_lsp::features::pages::{file_names, page, pages};
use http_status_lsp::features::statuses::{Entry, entries};
use http_status_lsp::features::{Card, Detail, Subject, links::links, markdown};

fn code(number: u16) -> Code {
    Code::new(number).expect("a code")
}

fn status(number: u16, name: &str, summary: &str) -> OwnStatus {
    OwnStatus {
        code: code(number),
        name: name.to_owned(),
        owner: "Teahouse".to_owned(),
        summary: summary.to_owned(),
        explanation: "The kitchen is closed between three and four.".to_owned(),
        causes: vec!["It is tea time.".to_owned()],
        fixes: vec!["Come back at four.".to_owned()],
    }
}

fn name(name: &str, qualifier: Option<&str>, number: u16, languages: &[&str]) -> OwnName {
    let languages = languages.iter().map(|id| (*id).to_owned()).collect();
    OwnName { name: name.to_owned(), qualifier: qualifier.map(str::to_owned), code: code(number), languages }
}

/// It adds 477, and gives 499 another meaning than nginx's.
fn teahouse() -> Catalog {
    let statuses = vec![
        status(477, "Tea Break", "The server has its tea."),
        status(499, "Tea Gone", "Somebody drank it."),
        status(777, "All Sevens", "Luck."),
    ];
    let names = vec![name("TEA", Some("MyStatus"), 477, &[]), name("TEA_IS_COLD", None, 499, &["python"])];
    let remarks = vec![Remark {
        code: code(477),
        note: Some("Ask the kitchen first.".to_owned()),
        runbook: Some("https://tea.example/477".to_owned()),
    }];
    Catalog::with(Additions { statuses, names, remarks, ..Additions::default() })
}

/// The same identifier and number for something else.
fn coffeehouse() -> Catalog {
    let statuses = vec![status(477, "Coffee Break", "The server has its coffee.")];
    let names = vec![name("TEA", Some("MyStatus"), 418, &[])];
    Catalog::with(Additions { statuses, names, ..Additions::default() })
}

const TYPESCRIPT: &str = "if (response.status === 477) {\n  return reply(MyStatus.TEA);\n}\nconst TEA = other.TEA;\n";

fn reading(text: &str, language: &str, catalog: &Catalog) -> Reading {
    let language = Language::by_id(language).expect("a known language");
    Reading::new(Preamble::of(text), text.to_owned(), 0, language).with_catalog(catalog)
}

fn vocabulary<'a>(language: &str, catalog: &'a Catalog) -> Vocabulary<'a> {
    Vocabulary { language: Language::by_id(language).expect("a known language"), catalog }
}

/// Each mention of a text: its source, and the title of its card.
fn found(text: &str, language: &str, catalog: &Catalog) -> Vec<(String, String)> {
    let found = mentions(text, vocabulary(language, catalog));
    let title = |mention| Subject::mentioned_anywhere(mention, catalog).title();
    found.iter().map(|mention| (text[mention.range.clone()].to_owned(), title(mention))).collect()
}

fn pairs(found: &[(String, String)]) -> Vec<(&str, &str)> {
    found.iter().map(|(text, title)| (text.as_str(), title.as_str())).collect()
}

/// The card of a hover where `what` begins.
fn card(text: &str, language: &str, what: &str, catalog: &Catalog) -> Option<String> {
    let reading = reading(text, language, catalog);
    let found = hover(&reading.excerpt(), text.find(what).expect("it is there") + 1)?;
    Some(markdown(&Card::of(&found.subject, Detail::Full), &|_| None))
}

#[test]
fn the_same_text_means_what_its_project_says() {
    let (tea, coffee) = (teahouse(), coffeehouse());
    let of = |catalog: &Catalog| found(TYPESCRIPT, "typescript", catalog);
    assert_eq!(pairs(&of(&tea)), [("477", "477 Tea Break"), ("TEA", "477 Tea Break")]);
    assert_eq!(pairs(&of(&coffee)), [("477", "477 Coffee Break"), ("TEA", "418 I'm a teapot")]);
    assert_eq!(pairs(&of(Catalog::compiled())), [("477", "477 (unregistered)")]);
    let kinds: Vec<_> =
        mentions(TYPESCRIPT, vocabulary("typescript", &tea)).iter().map(|mention| mention.kind).collect();
    assert_eq!(kinds, [MentionKind::Number, MentionKind::Name(None)]);
}

#[test]
fn a_hover_has_the_card_of_its_project() {
    let (tea, coffee) = (teahouse(), coffeehouse());
    let of = |what: &str, catalog: &Catalog| card(TYPESCRIPT, "typescript", what, catalog);
    let card = of("TEA", &tea).expect("a card");
    assert!(card.starts_with("## 477 Tea Break\n"), "{card}");
    for part in
        ["Teahouse", "**The server has its tea.**", "The kitchen is closed", "`MyStatus.TEA`", "It is tea time."]
    {
        assert!(card.contains(part), "{part}: {card}");
    }
    assert_eq!(of("477", &tea), Some(card));
    assert!(of("477", &coffee).is_some_and(|card| card.starts_with("## 477 Coffee Break\n")));
    assert!(of("TEA", &coffee).is_some_and(|card| card.starts_with("## 418 ") && card.contains("`MyStatus.TEA`")));
    assert_eq!(of("TEA", Catalog::compiled()), None);
    // What the number means otherwise is said too.
    let gone = Card::of(&Subject::code(code(499), &tea), Detail::Full);
    let gone = markdown(&gone, &|_| None);
    assert!(gone.starts_with("## 499 Tea Gone\n") && gone.contains("nginx"), "{gone}");
    assert!(
        markdown(&Card::of(&Subject::code(code(499), &coffee), Detail::Full), &|_| None)
            .contains("Client Closed Request")
    );
}

#[test]
fn a_name_needs_its_qualifier_and_its_language() {
    let tea = teahouse();
    let of = |text: &str, language: &str| pairs(&found(text, language, &tea)).len();
    assert_eq!(of("return MyStatus::TEA\n", "rust"), 1);
    assert_eq!(of("return com.example.MyStatus.TEA;\n", "java"), 1);
    assert_eq!(of("return TEA;\n", "java"), 0);
    assert_eq!(of("return Your.TEA;\n", "java"), 0);
    assert_eq!(of("raise Answer(TEA_IS_COLD)\n", "python"), 1);
    assert_eq!(of("raise Answer(codes.TEA_IS_COLD)\n", "python"), 1);
    assert_eq!(of("raise(TEA_IS_COLD)\n", "ruby"), 0);
    assert_eq!(of("teas = [TEA_IS_COLD_NOW]\n", "python"), 0);
    // Codes beyond those of HTTP's classes.
    assert_eq!(of("res.status(777).end();\n", "javascript"), 1);
    assert_eq!(found("res.status(777).end();\n", "javascript", Catalog::compiled()), []);
}

#[test]
fn a_phrase_beside_its_number_is_evidence() {
    let text = "We wait for an hour: 477 Tea Break.\n";
    assert_eq!(pairs(&found(text, "markdown", &teahouse())), [("477", "477 Tea Break")]);
    assert_eq!(found(text, "markdown", &coffeehouse()), []);
    assert_eq!(found(text, "markdown", Catalog::compiled()), []);
}

/// A hover, a range and the whole document agree, whatever the catalog.
#[test]
fn all_searches_agree() {
    let text = format!("{TYPESCRIPT}\nfor (;;) {{ check(MyStatus.TEA, 404) }}\n").repeat(20);
    for catalog in [teahouse(), coffeehouse(), Catalog::default()] {
        let vocabulary = vocabulary("typescript", &catalog);
        let all = mentions(&text, vocabulary);
        assert!(all.len() >= 20);
        let reading = reading(&text, "typescript", &catalog);
        for mention in &all {
            let hovered = mention_at(&reading.excerpt(), mention.range.start + 1);
            // Roles are for hover alone.
            let hovered = hovered.map(|hovered| Mention { role: mention.role, ..hovered });
            assert_eq!(hovered.as_ref(), Some(mention));
            let within = mentions_within(text.as_str(), vocabulary, mention.range.clone(), &|| true);
            assert_eq!(within.as_deref(), Some(std::slice::from_ref(mention)));
        }
        let places = places_within(text.as_str(), vocabulary, 0..text.len(), &|| true).expect("nothing stops it");
        let of_places: Vec<_> = places.into_iter().filter_map(|place| place.mention).collect();
        assert_eq!(of_places, all);
        let found = links(text.as_str(), vocabulary, &|| true).expect("nothing stops it");
        assert_eq!(found.len(), all.len());
    }
}

/// A reading that is kept says what a new one says, when the project's additions change.
#[test]
fn a_reading_follows_the_catalog() {
    let at = TYPESCRIPT.find("TEA").expect("it is there") + 1;
    let mut reading = reading(TYPESCRIPT, "typescript", Catalog::compiled());
    for (catalog, expected) in
        [(Catalog::default(), None), (teahouse(), Some(477)), (coffeehouse(), Some(418)), (Catalog::default(), None)]
    {
        reading = reading.with_catalog(&catalog);
        for _ in 0..2 {
            assert_eq!(mention_at(&reading.excerpt(), at).map(|mention| mention.code.number()), expected);
        }
    }
}

#[test]
fn completion_offers_what_the_project_has() {
    let tea = teahouse();
    let labels = |text: &str, language: &str, catalog: &Catalog| -> Vec<String> {
        let (before, after) = text.split_once("$0").expect("a cursor");
        let reading = reading(&format!("{before}{after}"), language, catalog);
        let asked = Asked { constants: true, is_typing: false };
        let found = complete(&reading.excerpt(), before.len(), asked);
        found.map_or_else(Vec::new, |found| {
            found.items.into_iter().map(|item| format!("{} {}", item.label, item.detail)).collect()
        })
    };
    let holds = |labels: &[String], label: &str| labels.iter().any(|known| known == label);
    let numbers = |catalog: &Catalog| labels("res.status(4$0)", "javascript", catalog);
    assert!(holds(&numbers(&tea), "477 Tea Break") && holds(&numbers(&tea), "499 Tea Gone"));
    assert!(holds(&numbers(&coffeehouse()), "477 Coffee Break"));
    assert!(!numbers(Catalog::compiled()).iter().any(|label| label.starts_with("477")));
    let names = |catalog: &Catalog| labels("return MyStatus.$0;\n", "typescript", catalog);
    assert_eq!(names(&tea), ["TEA 477"]);
    assert_eq!(names(&coffeehouse()), ["TEA 418"]);
    assert_eq!(names(Catalog::compiled()), [""; 0]);
    let alone = |text: &str, catalog: &Catalog| labels(text, "python", catalog);
    assert!(holds(&alone("return Response(status=TEA_$0)\n", &tea), "TEA_IS_COLD 499"));
    assert!(!holds(&alone("return Response(status=TEA_$0)\n", &coffeehouse()), "TEA_IS_COLD 499"));
    assert!(!holds(&alone("cups = TEA_$0\n", &tea), "TEA_IS_COLD 499"));
    let card = |catalog: &Catalog| markdown(&Card::listed(code(477), catalog), &|_| None);
    assert!(
        card(&tea).starts_with("## 477 Tea Break\n\nAsk the kitchen first.\n\n**The server has its tea.**\n")
            && card(&tea).contains("Come back")
    );
    assert!(card(Catalog::compiled()).starts_with("## 477 (unregistered)\n"));
}

#[test]
fn pages_and_the_list_of_statuses_are_those_of_the_project() {
    let (tea, compiled) = (teahouse(), Catalog::compiled());
    assert!(page("477.md", compiled).is_none());
    let text = page("477.md", &tea).expect("a page").text;
    assert!(text.starts_with("# 477 Tea Break\n") && text.contains("https://tea.example/477"), "{text}");
    let index = page("index.md", &tea).expect("a page").text;
    assert!(index.contains("- [477 Tea Break](<477.md>) (Teahouse): The server has its tea.\n"), "{index}");
    assert!(index.contains("- [499 Tea Gone](<499.md>)") && index.contains("- [777 All Sevens](<777.md>)"));
    assert_eq!(pages(&tea).len(), pages(compiled).len() + 2);
    assert!(file_names(&tea).any(|name| name == "777.md") && !file_names(compiled).any(|name| name == "777.md"));
    let entry = |number: u16, catalog: &Catalog| -> Option<Entry> {
        entries(catalog).into_iter().find(|entry| entry.code == code(number))
    };
    let own = entry(477, &tea).expect("an entry");
    assert_eq!((&*own.name, &*own.owner, own.is_registered), ("Tea Break", "Teahouse", false));
    assert_eq!(own.spellings, ["TEA"]);
    assert_eq!(entry(499, &tea).map(|entry| entry.name.into_owned()).as_deref(), Some("Tea Gone"));
    assert_eq!(
        entry(418, &coffeehouse()).and_then(|entry| Some(entry.spellings.first()?.clone().into_owned())).as_deref(),
        Some("TEA")
    );
    assert_eq!(entry(477, compiled), None);
}
