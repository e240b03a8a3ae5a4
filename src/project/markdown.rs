//! Takes the fenced `apex` blocks out of a Markdown or plain-text document.
//!
//! A fence is three or more backticks or tildes, however far it is indented; the block ends at a fence of the same
//! character that is at least as long. The first word of the info string is the language.

/// One fenced block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// The 1-based line of its first line of code; the fence stands on the line before.
    pub line: u32,
    /// What follows the language: `ignore`, a title, ...
    pub attributes: String,
    /// Its lines, without the indentation of the fence, each ending in `\n`.
    pub text: String,
}

/// The blocks of a document, in order, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Extracted {
    pub blocks: Vec<Block>,
    pub problems: Vec<Problem>,
}

/// A fence that is never closed, for one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub line: u32,
    pub message: String,
}

impl Block {
    /// Marked as not to be run: the info string is `apex ignore`.
    pub fn ignored(&self) -> bool {
        self.attributes.split_whitespace().any(|word| word == "ignore")
    }

    /// The text after `// error:` when the block's first line says that it must fail.
    pub fn expected_error(&self) -> Option<&str> {
        let first = self.text.lines().find(|line| !line.trim().is_empty())?;
        first.trim().strip_prefix("//")?.trim_start().strip_prefix("error:").map(str::trim)
    }
}

/// Extracts the `apex` blocks of a document.
pub fn extract(document: &str) -> Extracted {
    let mut found = Extracted::default();
    let mut open: Option<Open> = None;
    for (number, line) in (1u32..).zip(document.lines()) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match &mut open {
            None => open = Fence::of(line).map(|fence| Open::new(fence, line, number)),
            Some(block) if block.fence.is_closed_by(line) => found.blocks.extend(open.take().and_then(Open::finish)),
            Some(block) => block.push(line),
        }
    }
    if let Some(block) = open {
        let line = block.line - 1;
        if let Some(block) = block.finish() {
            found.problems.push(Problem { line, message: "this code block is never closed".into() });
            found.blocks.push(block);
        }
    }
    found
}

/// Whether a document has any `apex` block, without building them.
pub fn has_apex(document: &str) -> bool {
    let mut open: Option<Fence> = None;
    for line in document.lines() {
        match open {
            Some(fence) if fence.is_closed_by(line) => open = None,
            Some(_) => {}
            None => {
                open = Fence::of(line);
                if open.is_some_and(|fence| language_and_attributes(fence.info(line)).is_some()) {
                    return true;
                }
            }
        }
    }
    false
}

#[derive(Clone, Copy)]
struct Fence {
    indent: usize,
    mark: char,
    length: usize,
}

impl Fence {
    fn of(line: &str) -> Option<Fence> {
        let rest = line.trim_start();
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = rest.len() - rest.trim_start_matches(mark).len();
        let fence = Fence { indent: line.len() - rest.len(), mark, length };
        // A line such as ```` ```x``` ```` is inline code, not a fence.
        let is_inline = mark == '`' && fence.info(line).contains('`');
        (length >= 3 && !is_inline).then_some(fence)
    }

    fn info(self, line: &str) -> &str {
        line.get(self.indent + self.length..).unwrap_or("").trim()
    }

    fn is_closed_by(self, line: &str) -> bool {
        Fence::of(line).is_some_and(|f| f.mark == self.mark && f.length >= self.length && f.info(line).is_empty())
    }
}

/// What follows the language when it is Apex.
fn language_and_attributes(info: &str) -> Option<&str> {
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).unwrap_or(info.len());
    let (language, rest) = info.split_at(end);
    language.eq_ignore_ascii_case("apex").then(|| rest.trim_matches(|c: char| c.is_whitespace() || c == ','))
}

struct Open {
    fence: Fence,
    line: u32,
    /// None: a block of another language.
    attributes: Option<String>,
    text: String,
}

impl Open {
    fn new(fence: Fence, line: &str, number: u32) -> Open {
        let attributes = language_and_attributes(fence.info(line)).map(str::to_owned);
        Open { fence, line: number + 1, attributes, text: String::new() }
    }

    fn push(&mut self, line: &str) {
        if self.attributes.is_some() {
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            self.text.push_str(&line[blanks.min(self.fence.indent)..]);
            self.text.push('\n');
        }
    }

    fn finish(self) -> Option<Block> {
        Some(Block { line: self.line, attributes: self.attributes?, text: self.text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(document: &str) -> Vec<(u32, String)> {
        extract(document).blocks.into_iter().map(|b| (b.line, b.text)).collect()
    }

    #[test]
    fn blocks_know_their_lines() {
        let found =
            blocks("# T\n\n```apex\nInteger i;\n```\ntext\n```java\nx\n```\n~~~APEX title=a\nb;\n```\nc;\n~~~\n");
        assert_eq!(found, [(4, "Integer i;\n".into()), (11, "b;\n```\nc;\n".into())]);
    }

    #[test]
    fn windows_line_ends_and_indentation_go_away() {
        let found = blocks("* item\r\n\r\n   ```apex\r\n   if (a) {\r\n     b();\r\n   }\r\n   ```\r\n");
        assert_eq!(found, [(4, "if (a) {\n  b();\n}\n".into())]);
    }

    #[test]
    fn an_open_fence_is_a_problem_but_its_code_is_kept() {
        let found = extract("a\n```apex\nx();\n");
        assert_eq!(found.problems, [Problem { line: 2, message: "this code block is never closed".into() }]);
        assert_eq!(found.blocks.len(), 1);
        assert!(extract("```text\nnever closed").problems.is_empty());
    }

    #[test]
    fn longer_fences_hold_shorter_ones_and_inline_code_is_none() {
        assert_eq!(blocks("````md\n```apex\nx();\n```\n````\n"), []);
        assert!(!has_apex("````md\n```apex\nx();\n```\n````\n"));
        assert_eq!(blocks("```apex```\nno\n"), []);
        assert!(has_apex("~~~\n```apex\n~~~\n```apex\n"));
    }

    #[test]
    fn a_block_says_what_must_go_wrong() {
        let block = |text: &str| Block { line: 1, attributes: String::new(), text: text.into() };
        assert_eq!(block("\n// error: Type: text\nx();").expected_error(), Some("Type: text"));
        assert_eq!(block("x(); // error: no").expected_error(), None);
    }
}
