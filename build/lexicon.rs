//! `data/lexicon.toml`: words without a weight. A language adds words of its statements in the
//! table `syntax` of its file.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Deserialize;

use super::emit::line;
use super::{Data, Problem};

/// Lists of words by their keys.
pub type Lists = BTreeMap<String, Vec<String>>;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    pub signs_of_http: Vec<Vec<String>>,
    pub words: Lists,
    pub relation: Lists,
    pub syntax: Lists,
}

/// A list that the file must have.
pub struct List {
    pub key: &'static str,
    form: Form,
    /// The name of the compiled list. In lower case it is that of a function, which returns whether a word is in the list.
    name: &'static str,
    /// The entries of the list, as `data/README.md` has it.
    pub what: &'static str,
}

/// How the entries of a list are written.
#[derive(Clone, Copy)]
enum Form {
    /// Lower-case letters and digits.
    Folded,
    /// Letters, digits and `_`, in this case.
    Word,
    /// A word or a sign, in this case, without white space.
    Sign,
    /// The beginning of a line, which may end with white space.
    Beginning,
}

use Form::{Beginning, Folded, Sign, Word};

/// The lists of `[words]`, in the order of the table in `data/README.md`.
pub const WORDS: &[List] = &[
    list("units", Word, "is_unit", "a number before one of these is a measure or a count: `404 ms`"),
    list("number_suffixes", Word, "NUMBER_SUFFIXES", "types at the end of a whole number: `404u16`, `404L`"),
    list("page_endings", Folded, "PAGE_ENDINGS", "endings of pages that are named for a status: `404.html`"),
    list("articles", Word, "ARTICLES", "`a` and `an`, which may have words between them and a status: `an early 400`"),
    list("determiners", Word, "DETERMINERS", "other words right before a status: `the 302`"),
    list("status_nouns", Word, "STATUS_NOUNS", "words of a message that call the number behind them a status"),
    list("class_nouns", Folded, "CLASS_NOUNS", "words that a hyphen may join to a class: `the 200-range`"),
    list("list_joints", Folded, "LIST_JOINTS", "words between the codes of an enumeration: `301 or 302`"),
    list("range_joints", Folded, "RANGE_JOINTS", "words between the ends of a range: `200 to 299`"),
    list("methods", Word, "METHODS", "methods of requests: a string that begins with one stands for a route"),
    list("protocols", Folded, "PROTOCOLS", "other protocols whose replies have three digits, in any case"),
    list(
        "protocol_libraries",
        Folded,
        "PROTOCOL_LIBRARIES",
        "libraries for these protocols; one counts as three names",
    ),
    list("assertion_parts", Folded, "ASSERTION_PARTS", "a function that has one of these in its name checks a value"),
    list(
        "assertion_beginnings",
        Folded,
        "ASSERTION_BEGINNINGS",
        "a function whose name begins with one of these checks a value too",
    ),
    list("assertion_names", Folded, "is_assertion_name", "names of other functions that check a value"),
    list("reason_parts", Folded, "REASON_PARTS", "parts of names that hold a reason phrase: `statusText`"),
    list("message_words", Folded, "is_message_word", "names that hold a message, which may be a reason phrase"),
    list(
        "single_names",
        Folded,
        "SINGLE_NAMES",
        "names of one word that an identifier may be made of: `assertForbidden`",
    ),
    list("name_prefixes", Folded, "NAME_PREFIXES", "prefixes of a short name (`ok`) in an identifier: `isOk`"),
    list("http_words", Folded, "HTTP_WORDS", "words of qualifiers that are weighed: `commonHTTPErrors.notFound`"),
    list(
        "status_type_words",
        Folded,
        "STATUS_TYPE_WORDS",
        "words of types whose members are statuses: `HttpStatusCode.Ok`",
    ),
    list("self_words", Word, "SELF_WORDS", "the object itself, whose names stand alone as well"),
    list("plain_receivers", Word, "PLAIN_RECEIVERS", "receivers that are no evidence against a name: `ctx.notFound`"),
    list("general_owners", Word, "GENERAL_OWNERS", "qualifiers that need an import to mean a library: `Status.`"),
    list(
        "telling_owner_parts",
        Folded,
        "TELLING_OWNER_PARTS",
        "parts of qualifiers that need no import: `HttpStatus.`",
    ),
    list(
        "telling_owner_beginnings",
        Folded,
        "TELLING_OWNER_BEGINNINGS",
        "beginnings of qualifiers that need no import",
    ),
    list(
        "object_makers",
        Word,
        "OBJECT_MAKERS",
        "an object or an exception is made, thrown or caught behind one of these",
    ),
    list(
        "other_things",
        Word,
        "OTHER_THINGS",
        "words of modules whose exceptions are about a thing and not about HTTP: `Files\\NotFoundException`",
    ),
    list("thrown_words", Folded, "THROWN_WORDS", "words of assertions that something is thrown: `assertThrows(…)`"),
    list(
        "response_arguments",
        Word,
        "RESPONSE_ARGUMENTS",
        "arguments that hold a response, its request or both: `notFound(res)`",
    ),
    list("built_in_errors", Word, "BUILT_IN_ERRORS", "classes of errors that a language has, which take no code"),
    list(
        "result_tags",
        Word,
        "RESULT_TAGS",
        "tags of tuples, behind which a symbol is a result: `{:error, :not_found}`",
    ),
    list(
        "pair_names",
        Word,
        "PAIR_NAMES",
        "keys that give a name to the value beside them: `name: \"code\", value: 200`",
    ),
    list("pair_values", Word, "PAIR_VALUES", "keys of values that another key names: `value: 200`"),
    list(
        "schema_keys",
        Word,
        "SCHEMA_KEYS",
        "keys of a schema whose value is one of what it describes: `example: 200`",
    ),
    list("import_lines", Beginning, "IMPORT_LINES", "beginnings of lines whose further words are imported names"),
    list("project_paths", Sign, "PROJECT_PATHS", "beginnings of paths of imports that name a file of the same project"),
    list("project_modules", Sign, "PROJECT_MODULES", "beginnings of module paths of the same project"),
    list("definition_kinds", Word, "DEFINITION_KINDS", "words before the name of a type or module with members"),
    list(
        "definition_values",
        Word,
        "DEFINITION_VALUES",
        "words before the name of a value, which may be a table with members",
    ),
    list("definition_wrappers", Sign, "DEFINITION_WRAPPERS", "calls around such a table: `Object.freeze(`"),
    list("function_words", Word, "FUNCTION_WORDS", "words at the start of a line that does not define a member"),
    list("match_operators", Sign, "MATCH_OPERATORS", "operators between a value and a pattern"),
    list("alternatives", Sign, "ALTERNATIVES", "signs between alternative values: `a ? 200 : 404`"),
    list("fallbacks", Sign, "FALLBACKS", "signs between a value and its replacement: `status || 500`"),
    list(
        "collection_marks",
        Sign,
        "COLLECTION_MARKS",
        "signs between the name of a list and the bracket that opens it",
    ),
    list("form_comparisons", Sign, "FORM_COMPARISONS", "functions of Lisp that compare: `(= status 404)`"),
    list("receiver_marks", Sign, "RECEIVER_MARKS", "signs between a name and the call whose result it gets"),
    list(
        "block_openers",
        Sign,
        "BLOCK_OPENERS",
        "what ends a line that begins a switch rather than an arm: `case x of`",
    ),
    list("arm_marks", Sign, "ARM_MARKS", "signs between an arm of a switch and what it does: `case x:`"),
    list("sending_statements", Sign, "is_sending_statement", "words of a statement that sends a status: `raise`"),
    list("checking_statements", Sign, "is_checking_statement", "words of a statement that reads a status: `except`"),
    list("importing_statements", Sign, "is_importing_statement", "words of a statement that brings in a name"),
    list("sending_words", Folded, "is_sending_word", "callees and keys that send a status, or words of them"),
    list("checking_words", Folded, "is_checking_word", "callees and keys that read a status, or words of them"),
    list("asserting_words", Folded, "is_asserting_word", "callees and keys of what a test expects, or words of them"),
    list(
        "documenting_words",
        Folded,
        "is_documenting_word",
        "callees and keys that describe a response, or words of them",
    ),
    list(
        "weak_words",
        Folded,
        "is_weak_word",
        "words of names that hold a status, which tell less than what stands further out: `status: [404]`",
    ),
    list(
        "handling_words",
        Folded,
        "is_handling_word",
        "functions that register a handler of a status: `error(404) { … }`",
    ),
    list(
        "verifying_words",
        Folded,
        "is_verifying_word",
        "owners of calls that a test expects: `verify(response).setStatus(404)`",
    ),
    list(
        "logging_words",
        Folded,
        "is_logging_word",
        "owners of calls that write to a log: `console.error(\"HTTP 404\")`",
    ),
    list(
        "reacting_elements",
        Folded,
        "is_reacting_element",
        "elements of settings of a server that react to a status: `<error-page>`",
    ),
    list(
        "answering_elements",
        Folded,
        "is_answering_element",
        "elements of settings of a server that send a status: `<action statusCode=\"403\">`",
    ),
    list("truth_assertions", Folded, "is_truth_assertion", "assertions whose second argument is a message"),
    list(
        "text_assertions",
        Folded,
        "is_text_assertion",
        "words of assertions about a text, which have no other message: `assertContains`",
    ),
    list("case_keys", Folded, "is_case_key", "keys beside an expected status in a test's table of cases"),
    list("reply_keys", Folded, "is_reply_key", "keys beside the status of an answer"),
    list(
        "answering_keys",
        Folded,
        "is_answering_key",
        "keys of files under which a stub, a gateway or a recording answers: `response: { status: 404 }`",
    ),
    list(
        "describing_keys",
        Folded,
        "is_describing_key",
        "arguments beside the status of an annotation that describes a response",
    ),
    list("type_keywords", Word, "is_type_keyword", "words that begin the definition of a type whose members are types"),
    list("status_fields", Sign, "STATUS_FIELDS", "fields of a log that hold a status: `sc-status`"),
    list("constructors", Word, "CONSTRUCTORS", "callees that construct the object itself or its parent: `super(404)`"),
    list("error_endings", Word, "ERROR_ENDINGS", "last words of the names of errors"),
    list("class_kinds", Word, "CLASS_KINDS", "words before the name of a class"),
    list("class_words", Folded, "CLASS_WORDS", "words of the names of classes that stand for an error or a response"),
    list("general_error_words", Folded, "GENERAL_ERROR_WORDS", "words of a class of any error of HTTP: `APIException`"),
    list(
        "function_definers",
        Word,
        "FUNCTION_DEFINERS",
        "words right before the name of a function that a line defines",
    ),
    list("test_parts", Word, "TEST_PARTS", "words of the names of tests"),
    list("question_words", Word, "QUESTION_WORDS", "first words of functions that ask: `isNotFound()`"),
    list(
        "words_before_phrases",
        Word,
        "WORDS_BEFORE_PHRASES",
        "words right before a phrase that make it one of a status: `status \"OK\"`",
    ),
    list(
        "words_behind_phrases",
        Word,
        "WORDS_BEHIND_PHRASES",
        "words right behind such a phrase: `\"Not Found\" response`",
    ),
    list(
        "result_openers",
        Sign,
        "RESULT_OPENERS",
        "what stands before a list that a block returns: `{ [409, \"taken\"] }`",
    ),
    list("assigning_signs", Sign, "ASSIGNING_SIGNS", "signs behind a name that change its value"),
    list("symbol_calls", Word, "SYMBOL_CALLS", "calls of Rails whose argument is the symbol of a status: `head :ok`"),
    list("symbol_key_calls", Word, "SYMBOL_KEY_CALLS", "calls of Rails that take the symbol as `status:`"),
    list("atom_calls", Word, "ATOM_CALLS", "calls of Plug and Phoenix that take the atom of a status"),
    list(
        "constant_marks",
        Sign,
        "CONSTANT_MARKS",
        "what stands before a value that is known before the program runs: `case 404`",
    ),
    list("test_titles", Word, "is_test_title", "what stands before the title of a test: `it`, `describe`"),
    list("test_signs", Beginning, "TEST_SIGNS", "the start of a test has one of these, in lower case"),
    list("test_folders", Word, "TEST_FOLDERS", "folders of tests, in lower case; rules compare them in any case"),
    list("test_files", Word, "TEST_FILES", "names of files of tests, up to the first dot: `test.js`"),
    list("test_file_marks", Sign, "TEST_FILE_MARKS", "parts of the names of files of tests: `user_test.go`"),
    list(
        "comment_openings",
        Sign,
        "COMMENT_OPENINGS",
        "beginnings of comments, which are removed with an ignore; a longer one stands before its end: `///` before `//`",
    ),
    list("comment_closings", Sign, "COMMENT_CLOSINGS", "ends of comments, at which the reason of an ignore ends"),
    list(
        "directive_signs",
        Sign,
        "DIRECTIVE_SIGNS",
        "signs that begin a line of the preprocessor or an attribute, which opens no block: `#if DEBUG`",
    ),
];

/// The lists of words that tell what the source does with a status.
const ROLE_WORDS: [&str; 4] = ["sending_words", "checking_words", "asserting_words", "documenting_words"];

/// The lists of `[relation]`, in the order of the table in `data/README.md`. The names are variants of `Relation`.
pub const RELATIONS: [List; 5] = [
    list("assigned", Sign, "Assigned", "the value is given to the name: `status = 404`"),
    list("keyed", Sign, "Keyed", "the name is the value's key: `status: 404`"),
    list("equal", Sign, "Equal", "the two are compared for equality or matched, in either order: `404 == status`"),
    list("ordered", Sign, "Ordered", "the two are compared for their order, in either order: `status >= 400`"),
    list("member", Sign, "Member", "the name is looked for among the values: `status in [404, 410]`"),
];

/// The lists of `[syntax]`, in the order of the table in `data/README.md`. The names are fields of `Syntax`, or that of a static which
/// holds the words of all languages.
pub const SYNTAX: [List; 14] = [
    list("switches", Sign, "switches", "words that begin a switch or an arm of one"),
    list("arms", Sign, "arms", "words behind which a value is an arm: `case 404`"),
    list("plain_arms", Sign, "plain_arms", "switch words that begin an arm, not a switch, at the start of a line"),
    list("labels", Sign, "labels", "words and signs that begin a label: `when 404`"),
    list("colon_labels", Sign, "colon_labels", "words that begin a label which ends with a colon"),
    list("defaults", Sign, "defaults", "words that begin the arm of a switch for all other values"),
    list("elses", Sign, "elses", "words that begin the last branch of a statement"),
    list("ends", Sign, "ends", "words that end a block"),
    list("blocks", Sign, "blocks", "what stands before the brace of a block of statements: `else {`"),
    list("bodies", Sign, "bodies", "words that begin a statement with a body: `if status == expected {`"),
    list("expectations", Sign, "expectations", "what begins a line that states what a test expects: `Then status 404`"),
    list("functions", Word, "functions", "words that begin a function: `def show`"),
    list("types", Word, "types", "words that begin a type or a module, whose body holds no statements: `class Show`"),
    list(
        "imports",
        Beginning,
        "IMPORTS",
        "beginnings of statements that import names; those of one language count in all",
    ),
];

const fn list(key: &'static str, form: Form, name: &'static str, what: &'static str) -> List {
    List { key, form, name, what }
}

impl Form {
    /// Why `entry` is not written so, if it is not.
    fn fault(self, entry: &str) -> Option<&'static str> {
        let is_written_so = match self {
            Folded => entry.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()),
            Word => entry.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
            Sign => !entry.contains(char::is_whitespace),
            Beginning => !entry.starts_with(char::is_whitespace) && !entry.contains(['\n', '\r']),
        };
        match self {
            _ if entry.is_empty() => Some("is empty"),
            _ if is_written_so => None,
            Folded => Some("is not written in lower-case letters and digits alone"),
            Word => Some("is not written in letters, digits and `_` alone"),
            Sign => Some("has white space in it"),
            Beginning => Some("begins with white space or is more than one line"),
        }
    }
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    if data.is_read("lexicon.toml") {
        let Lexicon { signs_of_http, words, relation, syntax } = &data.lexicon;
        let mut refuse = |key: &str, reason: String| problems.push(Problem::new("lexicon.toml", key, reason));
        for (table, specified, lists) in
            [("words", WORDS, words), ("relation", &RELATIONS, relation), ("syntax", &SYNTAX, syntax)]
        {
            for list in specified.iter().filter(|list| !lists.contains_key(list.key)) {
                refuse(table, format!("`{}` is missing", list.key));
            }
            check_lists(table, specified, lists, &Lists::new(), &mut refuse);
        }
        // A sign stands between a name and a value in one way alone.
        let mut known = HashSet::new();
        for sign in relation.values().flatten().filter(|sign| !known.insert(sign.as_str())) {
            refuse("relation", format!("`{sign}` is in two lists"));
        }
        // A word tells one role.
        for table in [&["sending_statements", "checking_statements", "importing_statements"][..], &ROLE_WORDS] {
            let mut known = HashSet::new();
            for word in table.iter().flat_map(|key| words_of(words, key)).filter(|word| !known.insert(*word)) {
                refuse("words", format!("`{word}` is in two lists of {}", table.join(", ")));
            }
        }
        if signs_of_http.is_empty() || signs_of_http.iter().any(|signs| signs.is_empty() || signs.contains(&"".into()))
        {
            refuse("signs_of_http", "is empty or has an empty entry".into());
        }
    }
    for language in &data.languages {
        let file = format!("languages/{}.toml", language.stem);
        let mut refuse = |key: &str, reason: String| problems.push(Problem::new(&file, key, reason));
        check_lists("syntax", &SYNTAX, &language.syntax, &data.lexicon.syntax, &mut refuse);
    }
}

/// Refuses lists that are not `specified`, and entries that are wrong, stand there twice or are in the list of all languages.
fn check_lists(table: &str, specified: &[List], lists: &Lists, of_all: &Lists, refuse: &mut impl FnMut(&str, String)) {
    for (key, words) in lists {
        let Some(list) = specified.iter().find(|list| list.key == key) else {
            refuse(table, format!("`{key}` is not one of its lists"));
            continue;
        };
        let key = format!("{table}.{key}");
        if words.is_empty() {
            refuse(&key, "is empty".into());
        }
        let mut known: HashSet<&str> = of_all.get(list.key).into_iter().flatten().map(String::as_str).collect();
        for word in words {
            if let Some(fault) = list.form.fault(word) {
                refuse(&key, format!("`{word}` {fault}"));
            }
            if !known.insert(word) {
                refuse(&key, format!("`{word}` is listed twice, or in lexicon.toml too"));
            }
        }
    }
}

pub(super) fn emit_lexicon(data: &Data, out: &mut String) {
    let lexicon = &data.lexicon;
    for list in WORDS {
        let List { key, name, what, .. } = list;
        let mut words = words_of(&lexicon.words, key);
        if *key == "import_lines" {
            words.extend(imports_of_languages(data));
        }
        line(out, format_args!("/// `{key}` of `data/lexicon.toml`: {what}."));
        if is_in_lower_case(name) {
            line(
                out,
                format_args!("pub(crate) fn {name}(word: &str) -> bool {{ matches!(word, {}) }}", pattern(&words)),
            );
        } else {
            line(out, format_args!("pub(crate) static {name}: [&str; {}] = {words:?};", words.len()));
        }
    }
    let mut imports = words_of(&lexicon.syntax, "imports");
    imports.extend(imports_of_languages(data));
    line(
        out,
        format_args!("/// `imports` of `[syntax]`, of all languages: beginnings of statements that import names."),
    );
    line(out, format_args!("pub(crate) static IMPORTS: [&str; {}] = {imports:?};", imports.len()));
    line(
        out,
        format_args!(
            "/// What a sign between a name and a value says of the two (`[relation]` of `data/lexicon.toml`)."
        ),
    );
    line(out, format_args!("pub(crate) fn relation_of(sign: &str) -> Option<Relation> {{ match sign {{"));
    for List { key, name, .. } in &RELATIONS {
        let signs = words_of(&lexicon.relation, key);
        line(out, format_args!("{} => Some(Relation::{name}),", pattern(&signs)));
    }
    line(out, format_args!("_ => None, }} }}"));
    let signs: Vec<String> = lexicon.signs_of_http.iter().map(|signs| format!("&{signs:?}")).collect();
    line(out, format_args!("/// Of each of these a file that is about HTTP has one (`data/lexicon.toml`)."));
    line(out, format_args!("pub(crate) static SIGNS_OF_HTTP: [&[&str]; {}] = [{}];", signs.len(), signs.join(", ")));
}

/// The words of a language's statements as `Syntax`: those of all languages and those of the language's own file.
pub(super) fn syntax(language: &Lists, data: &Data) -> String {
    let fields = SYNTAX.iter().filter(|list| is_in_lower_case(list.name)).map(|List { key, name, .. }| {
        let mut words = words_of(&data.lexicon.syntax, key);
        words.extend(words_of(language, key));
        format!("{name}: &{words:?}")
    });
    format!("Syntax {{ {} }}", fields.collect::<Vec<_>>().join(", "))
}

/// The beginnings of statements that languages add, each once. The head of a file is read without its language.
fn imports_of_languages(data: &Data) -> BTreeSet<&str> {
    data.languages.iter().flat_map(|language| words_of(&language.syntax, "imports")).collect()
}

fn is_in_lower_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
}

fn words_of<'a>(lists: &'a Lists, key: &str) -> Vec<&'a str> {
    lists.get(key).into_iter().flatten().map(String::as_str).collect()
}

fn pattern(words: &[&str]) -> String {
    words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" | ")
}
