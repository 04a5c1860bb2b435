//! HTML as a person would read it: its text, with line breaks, the addresses of links, and nothing that runs or is only for
//! the look. It is no browser: what styles hide is shown, since whoever wrote it meant somebody to read it.

/// The text of some HTML. Each part is read a bounded number of times, since whoever writes to a shop can write anything.
pub(super) fn text_of(html: &str) -> String {
    let mut page = Page::default();
    let (tags, after_tags) = html.split_at(html.rfind('>').map_or(0, |end| end + 1));
    let mut rest = tags;
    while let Some(start) = rest.find('<') {
        page.words(&rest[..start]);
        rest = match Tag::read(&rest[start..]) {
            Some((tag, after)) => page.tag(&tag, after),
            None => {
                page.words("<");
                &rest[start + 1..]
            }
        };
    }
    page.words(rest);
    if !page.unread {
        page.words(after_tags);
    }
    page.text.trim_end().to_owned()
}

/// What is inside these is nothing to read.
const UNREAD: &[&str] =
    &["script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"];

/// These begin a line, and end it.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// An empty line stands before and after these.
const PARAGRAPHS: &[&str] = &["blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "table"];

/// What has been read so far.
#[derive(Default)]
struct Page {
    text: String,
    /// Whether there was space that the next word has to stand apart by.
    space: bool,
    /// Where the text of the open link began, and its address.
    link: Option<(usize, String)>,
    /// Whether the rest is inside something that is not to be read.
    unread: bool,
}

impl Page {
    /// Adds text between tags, where any run of white space is one space.
    fn words(&mut self, html: &str) {
        for c in decoded(html).chars() {
            if c.is_whitespace() {
                self.space = true;
            } else {
                if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.space = false;
                self.text.push(c);
            }
        }
    }

    /// Does what a tag says; gives what comes after it.
    fn tag<'h>(&mut self, tag: &Tag<'_>, after: &'h str) -> &'h str {
        let name = tag.name.as_str();
        if !tag.closes && UNREAD.contains(&name) {
            let behind = behind_end(name, after);
            self.unread = behind.is_none();
            return behind.unwrap_or_default();
        }
        match name {
            "a" if tag.closes => self.end_link(),
            "a" => {
                self.end_link();
                let address = tag.attribute("href").filter(|address| is_shown(address));
                self.link = address.map(|address| (self.text.len(), address));
            }
            "br" => self.text.push('\n'),
            "td" | "th" => self.space = true,
            "img" => {
                if let Some(alt) = tag.attribute("alt").filter(|alt| !alt.trim().is_empty()) {
                    self.words(&format!("[{}]", alt.trim()));
                }
            }
            _ if BLOCKS.contains(&name) => self.line(PARAGRAPHS.contains(&name)),
            _ => {}
        }
        if name == "li" && !tag.closes {
            self.text.push_str("- ");
        }
        after
    }

    /// Begins a line, after an empty one if there is to be one.
    fn line(&mut self, apart: bool) {
        self.space = false;
        if self.text.is_empty() {
            return;
        }
        let ending = if apart { "\n\n" } else { "\n" };
        while !self.text.ends_with(ending) {
            self.text.push('\n');
        }
    }

    /// Says where the open link leads, unless its text does.
    fn end_link(&mut self) {
        let Some((start, address)) = self.link.take() else { return };
        let shown = self.text.get(start..).unwrap_or_default().trim();
        let said = address.strip_prefix("mailto:").unwrap_or(&address);
        if shown != said && shown != address {
            if !shown.is_empty() {
                self.space = true;
            }
            self.words(&format!("({said})"));
        }
    }
}

/// Whether an address is one that a person could follow; `javascript:` and images in the address are not.
fn is_shown(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme))
}

/// What comes behind the end of an element; nothing if it does not end.
fn behind_end<'h>(name: &str, inside: &'h str) -> Option<&'h str> {
    let mut rest = inside;
    loop {
        rest = &rest[rest.find("</")? + 2..];
        let named = rest.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
        if named && !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return rest.split_once('>').map(|(_, behind)| behind);
        }
    }
}

/// A tag, or a comment, which has no name.
struct Tag<'h> {
    name: String,
    closes: bool,
    attributes: &'h str,
}

impl<'h> Tag<'h> {
    /// Reads a tag at the start of a text, and gives what comes after it; none if it only looks like one.
    fn read(html: &'h str) -> Option<(Self, &'h str)> {
        let inside = html.strip_prefix('<')?;
        if let Some(comment) = inside.strip_prefix("!--") {
            let after = comment.split_once("-->").map_or("", |(_, after)| after);
            return Some((Self { name: String::new(), closes: false, attributes: "" }, after));
        }
        let (inside, closes) = match inside.strip_prefix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            return None;
        }
        let end = end_of_tag(inside)?;
        let (content, after) = (&inside[..end], &inside[end + 1..]);
        let name_end =
            content.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(content.len());
        let (name, attributes) = content.split_at(name_end);
        Some((Self { name: name.to_ascii_lowercase(), closes, attributes }, after))
    }

    /// The value of an attribute.
    fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((before, after)) = rest.split_once('=') {
            let name =
                before.rsplit(|c: char| c.is_whitespace() || c == '/').find(|it| !it.is_empty())?;
            let after = after.trim_start();
            let (value, behind) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => after[1..].split_once(quote)?,
                _ => {
                    let end = after.find(char::is_whitespace).unwrap_or(after.len());
                    after.split_at(end)
                }
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(decoded(value));
            }
            rest = behind;
        }
        None
    }
}

/// Where the `>` is that ends a tag: not one between quotes.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    // A quote that never ends is a slip of the pen.
    inside.find('>')
}

/// The characters that names stand for, of those that people's letters have.
const NAMED: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("hellip", "…"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("bull", "•"),
    ("middot", "·"),
    ("euro", "€"),
    ("pound", "£"),
    ("yen", "¥"),
    ("cent", "¢"),
    ("deg", "°"),
    ("times", "×"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("agrave", "à"),
    ("ccedil", "ç"),
    ("ecirc", "ê"),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("szlig", "ß"),
    ("ntilde", "ñ"),
    ("zwnj", ""),
    ("zwj", ""),
    ("shy", ""),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
];

/// The longest name of a character that is looked for.
const LONGEST_NAME: usize = 10;

/// The text with what stands between `&` and `;` read; what nobody knows stays as it is.
fn decoded(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        let end = after.bytes().take(LONGEST_NAME + 1).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&after[..end])?, &after[end + 1..]))) {
            Some((character, after)) => {
                text.push_str(&character);
                rest = after;
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

fn character(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        let (_, character) = NAMED.iter().find(|(known, _)| *known == name)?;
        return Some((*character).to_owned());
    };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(number).filter(|c| !c.is_control() || c.is_whitespace()).map(String::from)
}
