//! Diagnostics to text, by miette: with colours and box characters only when asked.

use super::{Diagnostic, Severity, SourceFile, SourceMap};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};
use std::fmt;

/// How a report looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Style {
    /// ASCII, no colours.
    #[default]
    Plain,
    /// Box characters, no colours.
    Unicode,
    /// Box characters and colours.
    Colour,
}

/// A report of one diagnostic with its source lines, ending in a line break.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let theme = match style {
        Style::Plain => GraphicalTheme::none(),
        Style::Unicode => GraphicalTheme::unicode_nocolor(),
        Style::Colour => GraphicalTheme::unicode(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100).with_context_lines(1);
    let report = Report { diagnostic, source: sources.get(diagnostic.file).map(Document) };
    let mut out = String::new();
    match handler.render_report(&mut out, &report) {
        Ok(()) => out,
        Err(fmt::Error) => render_short(diagnostic, sources) + "\n",
    }
}

/// All reports, in the order given, with blank lines between.
pub fn render_all(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    let reports: Vec<String> = diagnostics.iter().map(|d| render(d, sources, style)).collect();
    reports.join("\n")
}

/// One line: `name:line:column: error: message`.
pub fn render_short(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    match sources.get(diagnostic.file) {
        Some(file) => {
            let at = file.line_col(diagnostic.span.start);
            format!("{}:{}:{}: {severity}: {}", file.name, at.line, at.column, diagnostic.message)
        }
        None => format!("{severity}: {}", diagnostic.message),
    }
}

/// Bytes of a fault that are pointed at.
const MAX_LABEL: usize = 2_000;

/// A file as miette reads it: its lines count from the start of the document it was cut from.
struct Document<'a>(&'a SourceFile);

impl SourceCode for Document<'_> {
    fn read_span<'s>(
        &'s self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'s> + 's>, MietteError> {
        // Only what will be shown is looked at: a file may have very many errors, and very long lines.
        let excerpt = self.0.excerpt(span.offset(), span.len(), before, after);
        let relative = SourceSpan::new((span.offset() - excerpt.start).into(), span.len());
        let inner = excerpt.text.read_span(&relative, before, after)?;
        let column = inner.column() + if inner.line() == 0 { excerpt.column } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.name.to_string(),
            inner.data(),
            SourceSpan::new((inner.span().offset() + excerpt.start).into(), inner.span().len()),
            inner.line() + excerpt.line + self.0.line_offset as usize,
            column,
            inner.line_count(),
        )))
    }
}

struct Report<'a> {
    diagnostic: &'a Diagnostic,
    source: Option<Document<'a>>,
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let text = &self.source.as_ref()?.0.text;
        let start = text.floor_char_boundary(self.diagnostic.span.start as usize);
        let end = text.floor_char_boundary((self.diagnostic.span.end as usize).min(start + MAX_LABEL));
        let len = end.saturating_sub(start);
        let label = LabeledSpan::new(self.diagnostic.label.clone(), start, len);
        Some(Box::new(std::iter::once(label)))
    }
}
