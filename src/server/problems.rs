//! Wrong settings: which the user has been told of, and the message that names them.

/// The section of the client's settings.
pub(super) const NAMESPACE: &str = "httpStatus";

/// How many wrong values are remembered, so that each is reported once.
pub(super) const KNOWN_LIMIT: usize = 100;

/// The longest report of a wrong value, in characters. The value is the client's and may be of any size.
const REPORT_LIMIT: usize = 400;
/// The longest report, in characters, in a message with several.
const LINE_LIMIT: usize = 160;
/// How many reports one message lists.
const LINES: usize = 8;

/// The reports of wrong settings.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// Not yet shown to the user.
    new: Vec<String>,
    /// Found in the current settings.
    current: Vec<String>,
    /// Found in the settings before they changed. Clients send all settings again when one changes, so these may return.
    previous: Vec<String>,
}

impl Problems {
    /// Adds a report, to be shown unless it was shown before.
    pub(super) fn add(&mut self, report: String) {
        let report = within(REPORT_LIMIT, report);
        if self.current.len() < KNOWN_LIMIT && !self.current.contains(&report) {
            if !self.previous.contains(&report) {
                self.new.push(report.clone());
            }
            self.current.push(report);
        }
    }

    /// To be called when the settings change. A wrong value that is then corrected is shown again should it return. Whether it was is
    /// known only if the client has answered all questions (`is_settled`) since the last change.
    pub(super) fn settings_change(&mut self, is_settled: bool) {
        if is_settled {
            self.previous.clear();
        }
        self.previous.append(&mut self.current);
        self.previous.truncate(KNOWN_LIMIT);
    }

    /// The reports to be shown.
    pub(super) fn take_new(&mut self) -> Vec<String> {
        std::mem::take(&mut self.new)
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> [usize; 2] {
        [self.current.len(), self.previous.len()]
    }
}

/// One message for all reports; nothing without any.
pub(super) fn message(mut reports: Vec<String>) -> Option<String> {
    if reports.len() <= 1 {
        return reports.pop();
    }
    let more = reports.len().saturating_sub(LINES);
    let mut lines = vec![format!("{NAMESPACE}: {} settings are wrong, the defaults hold.", reports.len())];
    lines.extend(reports.into_iter().take(LINES).map(|report| within(LINE_LIMIT, report)));
    if more > 0 {
        lines.push(format!("And {more} more."));
    }
    Some(lines.join("\n"))
}

/// The report without its middle if it is longer than `limit` characters. It starts with the setting's name and ends with the expected
/// type.
fn within(limit: usize, report: String) -> String {
    let Some((head, _)) = report.char_indices().nth(limit / 2) else { return report };
    let Some((tail, _)) = report.char_indices().rev().nth(limit / 2) else { return report };
    if head >= tail { report } else { format!("{} … {}", &report[..head], &report[tail..]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_reports_lose_their_middle() {
        let shortened = |report: String| within(REPORT_LIMIT, report);
        for length in [0, 10, REPORT_LIMIT, REPORT_LIMIT + 1, REPORT_LIMIT + 2] {
            let report = "é".repeat(length);
            assert!(shortened(report.clone()).chars().count() <= REPORT_LIMIT + 4, "{length}");
            assert!(length > REPORT_LIMIT || shortened(report.clone()) == report, "{length}");
        }
        let long = format!("httpStatus.x: {} is not a list", "é".repeat(10_000_000));
        let short = shortened(long.clone());
        assert!(short.starts_with("httpStatus.x: é") && short.ends_with("é is not a list"), "{short}");
        assert!(short.chars().count() < REPORT_LIMIT + 10);
        let mut problems = Problems::default();
        problems.add(long);
        assert_eq!(problems.take_new(), [short]);
    }

    #[test]
    fn one_message_lists_all_reports() {
        let reports = |count: usize| (0..count).map(|number| format!("httpStatus.{number}: wrong.")).collect();
        assert_eq!(message(reports(0)), None);
        assert_eq!(message(reports(1)).as_deref(), Some("httpStatus.0: wrong."));
        assert_eq!(
            message(reports(2)).as_deref(),
            Some("httpStatus: 2 settings are wrong, the defaults hold.\nhttpStatus.0: wrong.\nhttpStatus.1: wrong.")
        );
        let many = message(reports(100)).expect("a message");
        assert_eq!((many.lines().count(), many.lines().last()), (LINES + 2, Some("And 92 more.")));
        let long = message(vec!["é".repeat(REPORT_LIMIT); 100]).expect("a message");
        assert!(long.chars().count() < (LINES + 1) * (LINE_LIMIT + 10));
    }
}
