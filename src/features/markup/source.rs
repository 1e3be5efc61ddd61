//! Messages and source text, whose lines stay as they are as far as there is room.

/// A code block whose lines have at most `width` characters.
pub(super) fn push_broken(out: &mut String, language: &str, text: &str, width: usize) {
    out.extend(["```", language, "\n"]);
    text.lines().for_each(|line| break_line(line, width, out));
    out.push_str("```\n\n");
}

/// The lines indented, with an empty one behind them.
pub(super) fn push_indented(out: &mut String, text: &str) {
    for line in text.lines() {
        out.push_str(format!("    {line}").trim_end());
        out.push('\n');
    }
    out.push('\n');
}

/// A line of a message, on as many lines as it needs: those behind the first are indented, as a folded header is.
fn break_line(line: &str, width: usize, out: &mut String) {
    let mut line = line.trim_end();
    let mut indent = "";
    loop {
        let room = width - indent.len();
        let Some((end, letter)) = line.char_indices().nth(room) else {
            out.extend([indent, line, "\n"]);
            return;
        };
        // Before a space, else before a tag or behind a mark that separates parts.
        let start = &line[..end + letter.len_utf8()];
        let space = start.rfind(' ').filter(|space| !line[..*space].trim_start().is_empty());
        let tag = || start.rfind('<').filter(|tag| *tag > 0);
        let mark = || line[..end].rfind([',', ';', '&', '/', '?']).map(|mark| mark + 1);
        let cut = space.or_else(tag).or_else(mark).unwrap_or(end);
        out.extend([indent, line[..cut].trim_end(), "\n"]);
        line = line[cut..].trim_start();
        indent = "    ";
    }
}
