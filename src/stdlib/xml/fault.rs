//! What `XmlStreamReader` says of a text that is no document: the sentences of Java's parser of streams.

/// Why reading stops.
#[derive(Debug)]
pub(super) enum Cause {
    /// There is no root.
    Empty,
    /// The text ends inside of something.
    Unclosed,
    /// Text before the root.
    Prolog,
    /// Text behind the root.
    Trailing,
    /// A tag behind the root.
    SecondRoot,
    /// `<` without a name.
    NoName,
    /// `</b>` for `<a>`.
    OtherEnd(String),
    Entity(String),
    CharacterReference(String),
    NoSemicolon(String),
    NoEquals {
        attribute: String,
        tag: String,
    },
    NoQuote {
        attribute: String,
        tag: String,
    },
    /// The same attribute twice.
    Twice {
        attribute: String,
        tag: String,
    },
    /// A prefix that stands for nothing: of an element, or of an attribute of a tag.
    Unbound {
        name: String,
        attribute_of: Option<String>,
    },
}

impl Cause {
    pub fn sentence(&self) -> String {
        match self {
            Cause::Empty => "Premature end of file.".into(),
            Cause::Unclosed => "XML document structures must start and end within the same entity.".into(),
            Cause::Prolog => "Content is not allowed in prolog.".into(),
            Cause::Trailing => "Content is not allowed in trailing section.".into(),
            Cause::SecondRoot => "The markup in the document following the root element must be well-formed.".into(),
            Cause::NoName => "The content of elements must consist of well-formed character data or markup.".into(),
            Cause::OtherEnd(tag) => {
                format!("The element type \"{tag}\" must be terminated by the matching end-tag \"</{tag}>\".")
            }
            Cause::Entity(name) => format!("The entity \"{name}\" was referenced, but not declared."),
            Cause::CharacterReference(name) => {
                format!("Character reference \"&{name}\" is an invalid XML character.")
            }
            Cause::NoSemicolon(rest) => {
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                match name.is_empty() {
                    true => "The entity name must immediately follow the '&' in the entity reference.".into(),
                    false => format!("The reference to entity \"{name}\" must end with the ';' delimiter."),
                }
            }
            Cause::NoEquals { attribute, tag } => format!(
                "Attribute name \"{attribute}\" associated with an element type \"{tag}\" must be followed by the ' = ' character."
            ),
            Cause::NoQuote { attribute, tag } => format!(
                "Open quote is expected for attribute \"{attribute}\" associated with an  element type  \"{tag}\"."
            ),
            Cause::Twice { attribute, tag } => {
                format!("Attribute \"{attribute}\" was already specified for element \"{tag}\".")
            }
            Cause::Unbound { name, attribute_of: None } => {
                format!("The prefix \"{}\" for element \"{name}\" is not bound.", prefix(name))
            }
            Cause::Unbound { name, attribute_of: Some(tag) } => format!(
                "The prefix \"{}\" for attribute \"{name}\" associated with an element type \"{tag}\" is not bound.",
                prefix(name)
            ),
        }
    }
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}
