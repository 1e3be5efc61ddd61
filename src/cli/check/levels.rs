//! The levels of rules by the arguments.

use crate::cli::shown::shown;
use crate::rules::{Level, Rule};

/// The levels that `--select` and `--ignore` give to rules.
///
/// # Errors
/// A name is not one of a rule.
pub(super) fn levels(select: &[String], ignore: &[String]) -> Result<Vec<(Rule, Level)>, String> {
    let rule = |name: &String| {
        Rule::by_name(name).ok_or_else(|| {
            let near = Rule::all().iter().min_by_key(|rule| strsim::osa_distance(rule.name(), name));
            let near = near.filter(|rule| strsim::osa_distance(rule.name(), name) <= name.len() / 3);
            let near = near.map(|rule| format!("; did you mean {}?", rule.name())).unwrap_or_default();
            format!("{}: not a rule{near}", shown(name))
        })
    };
    let selected: Vec<Rule> = select.iter().map(rule).collect::<Result<_, _>>()?;
    let of_selection = |rule: &Rule| {
        let is_on = selected.contains(rule);
        (*rule, if is_on { Level::On(rule.text().severity) } else { Level::Off })
    };
    let mut levels: Vec<(Rule, Level)> =
        if selected.is_empty() { Vec::new() } else { Rule::all().iter().map(of_selection).collect() };
    for name in ignore {
        levels.push((rule(name)?, Level::Off));
    }
    Ok(levels)
}
