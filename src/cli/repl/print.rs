//! Tables and times as text.

use crate::session::Table;

/// Widest text of a cell; longer ones are cut.
const WIDEST: usize = 60;

/// Columns under their names, and how many rows there are.
pub fn table(table: &Table) -> String {
    let cut = |text: &str| {
        let text = text.replace(['\n', '\r'], " ");
        match text.chars().count() {
            n if n > WIDEST => text.chars().take(WIDEST - 3).chain("...".chars()).collect(),
            _ => text,
        }
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(|text| cut(text)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([table.columns[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(text, &width)| format!("{text:<width$}")).collect();
        padded.join(" | ").trim_end().to_owned()
    };
    let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
    let mut lines = vec![line(&table.columns), rule.join("-+-")];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.push(if rows.len() == 1 { "1 row".to_owned() } else { format!("{} rows", rows.len()) });
    lines.join("\n")
}

/// `2025-01-15 09:00:00` of milliseconds since 1970, GMT.
pub fn time(ms: i64) -> String {
    match jiff::Timestamp::from_millisecond(ms) {
        Ok(timestamp) => timestamp.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => ms.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_text() {
        let text = |cells: &[&str]| cells.iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
        let shown = table(&Table {
            columns: text(&["Name", "Owner.Name"]),
            rows: vec![text(&["Acme Inc", "Ann"]), text(&["Bé", ""])],
        });
        insta::assert_snapshot!(shown, @r"
        Name     | Owner.Name
        ---------+-----------
        Acme Inc | Ann
        Bé       |
        2 rows
        ");
    }

    #[test]
    fn times_are_gmt() {
        assert_eq!(time(1_736_931_600_000), "2025-01-15 09:00:00");
    }
}
