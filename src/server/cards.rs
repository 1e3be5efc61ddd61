//! Cards as they are sent. The last ones are cached: editors repeat a hover as the pointer moves, and a file mostly uses a few
//! statuses.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use crate::features::{Card, Detail, Subject, Target, filled_markdown, markdown, plain};

use super::page_store::PageStore;

/// The width of plain text, in characters: the usual limit of a floating window.
const PLAIN_WIDTH: usize = 80;
/// How many cards are cached, of 1 to 5 kB each.
const CACHE_SIZE: usize = 16;

/// The room that a client has for a card on a screen of 80 columns and 24 rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// The length of a line, in characters.
    columns: usize,
    /// The lines of a brief card, empty ones included.
    rows: usize,
    /// Whether the client shows the lines of a paragraph as they are. Others need two spaces at the end (CommonMark 0.31, section 6.7).
    keeps_lines: bool,
}

impl Room {
    /// The screen less a border on either side, a command line and the line of the status.
    pub(super) const NEOVIM: Self = Self { columns: 78, rows: 20, keeps_lines: true };
    /// The box less the border that Kakoune draws. kakoune-lsp cuts a card after 20 lines, and adds one above the title and
    /// one below.
    pub(super) const KAKOUNE: Self = Self { columns: 66, rows: 18, keeps_lines: false };

    fn filled(self, card: &Card) -> String {
        let text = filled_markdown(card, self.columns);
        if self.keeps_lines {
            return text;
        }
        text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{line}  \n") }).collect()
    }
}

/// Makes cards with links to the pages.
pub(super) struct Cards {
    pages: Arc<PageStore>,
    /// The newest last.
    cache: Mutex<Vec<Cached>>,
}

struct Cached {
    subject: Subject,
    detail: Detail,
    form: Form,
    text: String,
}

impl Cached {
    fn is_for(&self, subject: &Subject, detail: Detail, form: Form) -> bool {
        self.form == form && self.detail == detail && self.subject == *subject
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Markdown(Links),
    FilledMarkdown(Room),
}

/// Which links of a card have targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    /// Those to the web, and those to the pages that have addresses. The version tells the cache when these change.
    All { version: u64 },
    /// Those to the web.
    Web,
    /// None; the labels stay.
    None,
}

impl Cards {
    pub(super) fn with_links_to(pages: Arc<PageStore>) -> Self {
        Self { pages, cache: Mutex::default() }
    }

    /// As Markdown. Links to pages are made if they are wanted and the pages have addresses.
    pub(super) fn markdown(&self, subject: &Subject, detail: Detail, wants_pages: bool) -> String {
        let version = wants_pages.then(|| self.pages.version_of_addresses()).flatten();
        self.text(subject, detail, Form::Markdown(version.map_or(Links::Web, |version| Links::All { version })))
    }

    /// As Markdown without links.
    pub(super) fn unlinked_markdown(&self, subject: &Subject, detail: Detail) -> String {
        self.text(subject, detail, Form::Markdown(Links::None))
    }

    /// As Markdown without links, in lines that fit the room. A brief card has as many entries as there are rows for.
    pub(super) fn filled_markdown(&self, subject: &Subject, detail: Detail, room: Room) -> String {
        self.text(subject, detail, Form::FilledMarkdown(room))
    }

    /// As plain text.
    pub(super) fn plain(&self, subject: &Subject, detail: Detail) -> String {
        self.text(subject, detail, Form::Plain)
    }

    fn text(&self, subject: &Subject, detail: Detail, form: Form) -> String {
        // A panic cannot leave half a card in the cache.
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cached) = cache.iter().find(|cached| cached.is_for(subject, detail, form)) {
            return cached.text.clone();
        }
        let text = self.render(subject, detail, form);
        if cache.len() == CACHE_SIZE {
            cache.remove(0);
        }
        cache.push(Cached { subject: subject.clone(), detail, form, text: text.clone() });
        text
    }

    fn render(&self, subject: &Subject, detail: Detail, form: Form) -> String {
        let card = || Card::of(subject, detail);
        match form {
            Form::Plain => plain(&card(), PLAIN_WIDTH),
            Form::Markdown(links) => markdown(&card(), &|target| self.address(target, links)),
            Form::FilledMarkdown(room) if detail == Detail::Brief => {
                let is_small = |card: &Card| filled_markdown(card, room.columns).lines().count() <= room.rows;
                room.filled(&Card::brief_that(subject, &is_small))
            }
            Form::FilledMarkdown(room) => room.filled(&card()),
        }
    }

    fn address<'t>(&self, target: &'t Target, links: Links) -> Option<Cow<'t, str>> {
        match target {
            Target::Web(address) if links != Links::None => Some(Cow::Borrowed(address)),
            Target::Header { web, .. } if links != Links::None => {
                let page = matches!(links, Links::All { .. }).then(|| self.pages.address(target)).flatten();
                Some(page.map_or(Cow::Borrowed(web), Cow::from))
            }
            Target::Page(_) | Target::Index | Target::Rule(_) if matches!(links, Links::All { .. }) => {
                Some(self.pages.address(target)?.into())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Status};

    #[test]
    fn a_cached_card_equals_a_new_one() {
        let folder = std::env::temp_dir().join("http-status-lsp-cached-cards");
        let cards = Cards::with_links_to(Arc::new(PageStore::below(Some(folder))));
        let subjects: Vec<Subject> =
            Status::all().iter().map(|status| Subject::code(status.code, Catalog::compiled())).collect();
        // Some are asked for again while they are cached, the others after they were evicted.
        let asked = subjects.iter().chain(&subjects[..3]).chain(&subjects[..3]).chain(&subjects);
        for (subject, detail) in asked.flat_map(|subject| [(subject, Detail::Brief), (subject, Detail::Full)]) {
            assert_eq!(
                cards.markdown(subject, detail, true),
                cards.render(subject, detail, Form::Markdown(Links::All { version: 0 }))
            );
            assert_eq!(
                cards.markdown(subject, detail, false),
                cards.render(subject, detail, Form::Markdown(Links::Web))
            );
            assert_eq!(
                cards.unlinked_markdown(subject, detail),
                cards.render(subject, detail, Form::Markdown(Links::None))
            );
            for room in [Room::NEOVIM, Room::KAKOUNE] {
                let filled = cards.render(subject, detail, Form::FilledMarkdown(room));
                assert_eq!(cards.filled_markdown(subject, detail, room), filled);
            }
            assert_eq!(cards.plain(subject, detail), cards.render(subject, detail, Form::Plain));
            assert!(cards.cache.lock().expect("no panic").len() <= CACHE_SIZE);
        }
    }

    #[test]
    fn brief_cards_in_filled_markdown_fit_on_a_screen_of_24_rows() {
        let cards = Cards::with_links_to(Arc::new(PageStore::below(None)));
        for status in Status::all() {
            for (room, rows) in [(Room::NEOVIM, 20), (Room::KAKOUNE, 18)] {
                let text = cards.filled_markdown(&Subject::code(status.code, Catalog::compiled()), Detail::Brief, room);
                assert!(text.lines().count() <= rows && text.contains("\n1. "), "{text}");
            }
        }
    }

    #[test]
    fn lines_stay_in_clients_that_join_them() {
        let cards = Cards::with_links_to(Arc::new(PageStore::below(None)));
        let text = cards.filled_markdown(&Subject::class(4, Catalog::compiled()), Detail::Brief, Room::KAKOUNE);
        assert!(text.lines().all(|line| line.is_empty() || line.ends_with("  ")), "{text}");
        let text = cards.filled_markdown(&Subject::class(4, Catalog::compiled()), Detail::Brief, Room::NEOVIM);
        assert!(!text.lines().any(|line| line.ends_with(' ')), "{text}");
    }

    #[test]
    fn only_wanted_links_are_made() {
        let cards = Cards::with_links_to(Arc::new(PageStore::below(Some(std::env::temp_dir()))));
        let subject = Subject::code(Status::all()[0].code, Catalog::compiled());
        let (all, web, none) = (
            cards.markdown(&subject, Detail::Brief, true),
            cards.markdown(&subject, Detail::Brief, false),
            cards.unlinked_markdown(&subject, Detail::Brief),
        );
        assert!(all.contains("](<file:") && all.contains("](<https:"));
        assert!(!web.contains("](<file:") && web.contains("](<https:"));
        assert!(!none.contains("]("));

        let without_pages = Cards::with_links_to(Arc::new(PageStore::below(None)));
        assert_eq!(without_pages.markdown(&subject, Detail::Brief, true), web);
    }
}
