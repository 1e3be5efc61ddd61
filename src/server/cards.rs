//! Cards as they are sent. Those asked for last are kept: editors ask again as the pointer moves, and a file is mostly about a few
//! statuses.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use crate::features::{Card, Subject, Target, filled_markdown, markdown, plain};

use super::page_store::PageStore;

/// Plain text is filled to this width, in characters: the usual limit of a floating window.
const PLAIN_WIDTH: usize = 80;
/// Markdown is filled to this width: a screen of 80 columns less a border on either side.
const MARKDOWN_WIDTH: usize = 78;
/// How many are kept, of some 5 kB each.
const KEPT: usize = 16;

/// Makes cards with links to the pages.
pub(super) struct Cards {
    pages: Arc<PageStore>,
    /// The newest last.
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    subject: Subject,
    form: Form,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Markdown(Links),
    FilledMarkdown,
}

/// Which links of a card have addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    /// All that can be had in this version of the pages' addresses.
    All { version: u64 },
    /// Those that lead to the web.
    Web,
    /// None: the labels stand alone.
    None,
}

impl Cards {
    pub(super) fn with_links_to(pages: Arc<PageStore>) -> Self {
        Self { pages, kept: Mutex::default() }
    }

    /// As Markdown, with links to the pages if they are wanted and can be had.
    pub(super) fn markdown(&self, subject: &Subject, wants_pages: bool) -> String {
        let version = wants_pages.then(|| self.pages.version_of_addresses()).flatten();
        self.text(subject, Form::Markdown(version.map_or(Links::Web, |version| Links::All { version })))
    }

    /// As Markdown without addresses.
    pub(super) fn unlinked_markdown(&self, subject: &Subject) -> String {
        self.text(subject, Form::Markdown(Links::None))
    }

    /// As Markdown without addresses, in lines that fit a floating window.
    pub(super) fn filled_markdown(&self, subject: &Subject) -> String {
        self.text(subject, Form::FilledMarkdown)
    }

    /// As plain text.
    pub(super) fn plain(&self, subject: &Subject) -> String {
        self.text(subject, Form::Plain)
    }

    fn text(&self, subject: &Subject, form: Form) -> String {
        // A panic elsewhere cannot have left half a card.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.iter().find(|known| known.form == form && known.subject == *subject) {
            return known.text.clone();
        }
        let text = self.made(subject, form);
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push(Kept { subject: subject.clone(), form, text: text.clone() });
        text
    }

    fn made(&self, subject: &Subject, form: Form) -> String {
        let card = Card::of(subject);
        match form {
            Form::Plain => plain(&card, PLAIN_WIDTH),
            Form::Markdown(links) => markdown(&card, &|target| self.address(target, links)),
            Form::FilledMarkdown => filled_markdown(&card, MARKDOWN_WIDTH),
        }
    }

    fn address<'t>(&self, target: &'t Target, links: Links) -> Option<Cow<'t, str>> {
        match target {
            Target::Web(address) if links != Links::None => Some(Cow::Borrowed(address)),
            Target::Page(_) | Target::Index if matches!(links, Links::All { .. }) => {
                Some(self.pages.address(target)?.into())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Status;

    #[test]
    fn a_kept_card_is_the_one_that_would_be_made() {
        let folder = std::env::temp_dir().join("http-status-lsp-kept-cards");
        let cards = Cards::with_links_to(Arc::new(PageStore::below(Some(folder))));
        let subjects: Vec<Subject> = Status::all().iter().map(|status| Subject::code(status.code)).collect();
        // Some come again while they are kept, the others after they have made room.
        let asked = subjects.iter().chain(&subjects[..3]).chain(&subjects[..3]).chain(&subjects);
        for subject in asked {
            assert_eq!(cards.markdown(subject, true), cards.made(subject, Form::Markdown(Links::All { version: 0 })));
            assert_eq!(cards.markdown(subject, false), cards.made(subject, Form::Markdown(Links::Web)));
            assert_eq!(cards.unlinked_markdown(subject), cards.made(subject, Form::Markdown(Links::None)));
            assert_eq!(cards.filled_markdown(subject), cards.made(subject, Form::FilledMarkdown));
            assert_eq!(cards.plain(subject), cards.made(subject, Form::Plain));
            assert!(cards.kept.lock().expect("no panic").len() <= KEPT);
        }
    }

    #[test]
    fn links_have_the_addresses_that_are_wanted() {
        let cards = Cards::with_links_to(Arc::new(PageStore::below(Some(std::env::temp_dir()))));
        let subject = Subject::code(Status::all()[0].code);
        let (all, web, none) =
            (cards.markdown(&subject, true), cards.markdown(&subject, false), cards.unlinked_markdown(&subject));
        assert!(all.contains("](<file:") && all.contains("](<https:"));
        assert!(!web.contains("](<file:") && web.contains("](<https:"));
        assert!(!none.contains("]("));

        let without_pages = Cards::with_links_to(Arc::new(PageStore::below(None)));
        assert_eq!(without_pages.markdown(&subject, true), web);
    }
}
