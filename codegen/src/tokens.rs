//! What a text costs a model, in tokens of `o200k_base`.
//!
//! The usual encoder crates build tables for 40 ms and more before they count the first token, as long as a whole check
//! may take. This one takes the vocabulary from a crate that holds nothing else, and only indexes it.

mod pieces;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::LazyLock;

use splintr_vocab_o200k::O200K_BASE_VOCAB_PACKED;

use pieces::piece_end;

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::index(O200K_BASE_VOCAB_PACKED));

/// How many tokens `text` is. Names of special tokens, such as `<|endoftext|>`, count as the ordinary text they are.
pub(crate) fn count(text: &str) -> usize {
    let mut rest = text;
    let mut tokens = 0;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece_end(rest));
        tokens += VOCABULARY.count(piece.as_bytes());
        rest = after;
    }
    tokens
}

/// The tokens, found by their bytes.
struct Vocabulary {
    packed: &'static [u8],
    /// Open addressing: where in `packed` a token's entry starts, or 0. Entries lie in order of rank, so that the lower
    /// place is also the pair to merge first, and no rank needs to be kept.
    places: Vec<u32>,
}

/// The rank of what is no token: merged never.
const NO_TOKEN: u32 = u32::MAX;

impl Vocabulary {
    /// Under half full with the 199,998 tokens, so that a search ends after a step or two.
    const SLOTS: usize = 1 << 19;
    /// A magic word of eight bytes and the number of entries in four.
    const HEADER: usize = 12;

    fn index(packed: &'static [u8]) -> Self {
        let mut places = vec![0; Self::SLOTS];
        let mut place = Self::HEADER;
        while let Some((token, next)) = entry(packed, place) {
            let mut slot = first_slot(token);
            while places[slot] != 0 {
                slot = (slot + 1) % Self::SLOTS;
            }
            places[slot] = place as u32;
            place = next;
        }
        Self { packed, places }
    }

    /// The rank of `bytes`: comparable with other ranks and not otherwise meaningful.
    fn rank(&self, bytes: &[u8]) -> u32 {
        let mut slot = first_slot(bytes);
        loop {
            let place = self.places[slot];
            if place == 0 {
                return NO_TOKEN;
            }
            if entry(self.packed, place as usize).is_some_and(|(token, _)| token == bytes) {
                return place;
            }
            slot = (slot + 1) % Self::SLOTS;
        }
    }

    /// How many tokens a piece is: one if it is one, else what is left when no two neighbours make a token any more.
    fn count(&self, piece: &[u8]) -> usize {
        if self.rank(piece) != NO_TOKEN {
            return 1;
        }
        let mut parts = Parts::of(piece);
        let mut pairs: BinaryHeap<Reverse<(u32, usize, usize)>> = BinaryHeap::new();
        let rank = |(start, end): (usize, usize)| {
            let rank = self.rank(&piece[start..end]);
            (rank != NO_TOKEN).then_some(Reverse((rank, start, end)))
        };
        pairs.extend((0..piece.len()).filter_map(|start| parts.pair_at(start)).filter_map(rank));
        while let Some(Reverse((_, start, end))) = pairs.pop() {
            // A pair of which a part has been merged with another since is no pair any more.
            if parts.pair_at(start) == Some((start, end)) {
                parts.merge(start);
                let around = [parts.pair_before(start), parts.pair_at(start)];
                pairs.extend(around.into_iter().flatten().filter_map(rank));
            }
        }
        parts.count
    }
}

/// The parts of a piece, linked, so that a long piece takes not much more time for each byte than a short one.
struct Parts {
    /// Where the part that starts here ends, or 0 if none starts here.
    ends: Vec<usize>,
    /// Where the part before the one that starts here starts.
    before: Vec<Option<usize>>,
    count: usize,
}

impl Parts {
    /// Each byte is a part.
    fn of(piece: &[u8]) -> Self {
        Self {
            ends: (1..=piece.len()).collect(),
            before: (0..piece.len()).map(|start| start.checked_sub(1)).collect(),
            count: piece.len(),
        }
    }

    /// Where the part that starts here and the next one start and end together.
    fn pair_at(&self, start: usize) -> Option<(usize, usize)> {
        let middle = self.ends[start];
        (middle > 0).then_some(())?;
        self.ends.get(middle).map(|end| (start, *end))
    }

    fn pair_before(&self, start: usize) -> Option<(usize, usize)> {
        self.before[start].and_then(|before| self.pair_at(before))
    }

    /// Merges the part that starts here with the next one.
    fn merge(&mut self, start: usize) {
        let middle = std::mem::replace(&mut self.ends[start], 0);
        let end = std::mem::replace(&mut self.ends[middle], 0);
        self.ends[start] = end;
        if let Some(before) = self.before.get_mut(end) {
            *before = Some(start);
        }
        self.count -= 1;
    }
}

/// The token of the entry at `place`, and the place of the next entry: rank, length, bytes.
fn entry(packed: &[u8], place: usize) -> Option<(&[u8], usize)> {
    let (_, place) = varint(packed, place)?;
    let (length, start) = varint(packed, place)?;
    let end = start + length;
    Some((packed.get(start..end)?, end))
}

fn varint(packed: &[u8], mut place: usize) -> Option<(usize, usize)> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = *packed.get(place)?;
        place += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value, place));
        }
        shift += 7;
    }
}

/// By the first and the last eight bytes and the length: most tokens are no longer, and all of them are indexed before
/// the first is counted. The high bits of a product depend on all bits of what was multiplied.
fn first_slot(bytes: &[u8]) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (head, tail) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => (bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
    };
    let mixed = (head ^ bytes.len() as u64).wrapping_mul(ODD).rotate_left(32) ^ tail;
    (mixed.wrapping_mul(ODD) >> 32) as usize % Vocabulary::SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a model reads of the fixed tools of the runtime, where it is shown no others.
    #[test]
    fn the_entrances_cost_little() {
        let entrances = include_str!("../../runtime/src/tool/finder/entrances.json");
        let entrances: Vec<serde_json::Value> = serde_json::from_str(entrances).unwrap();
        let seen = entrances.iter().map(|tool| {
            serde_json::json!({
                "name": tool["name"],
                "description": tool["description"],
                "inputSchema": tool["inputSchema"],
            })
        });
        let tokens: usize = seen.map(|tool| count(&tool.to_string())).sum();
        assert!((100..=1_000).contains(&tokens), "{tokens} tokens");
        println!("{tokens} tokens");
    }

    #[test]
    fn counts_as_openai_does() {
        // Counted with OpenAI's own tiktoken 0.14.0.
        let expected = [
            ("nothing", "", 0),
            ("a sentence", "List the tags of an account, newest first.", 10),
            (
                "a tool",
                r#"{"name":"tags_list","description":"List tags, newest first.","inputSchema":{"type":"object","properties":{"cursor":{"type":"string"},"limit":{"type":"integer","minimum":1,"maximum":100},"order_by":{"enum":["created_datetime:asc","created_datetime:desc"]}},"additionalProperties":false}}"#,
                66,
            ),
            (
                "JSON over several lines",
                "{\n  \"id\": 246,\n  \"name\": \"refund\",\n  \"uri\": \"/api/tags/246/\"\n}\n",
                27,
            ),
            ("capitals within a word", "getHTTPResponseCode2JSON externalID SLAPolicyID", 12),
            ("a capital after a caseless letter", "ABʰC \u{301}ABC x\u{301}Y ǅungla ǅ's", 19),
            ("contractions", "it's IT'S we've they'll I'd I'm can't aren't o'clock 's ''s", 15),
            ("contractions by the long s", "I'ſ'sticket it'ſabc we'ſted", 14),
            ("contractions before letters", "it'sing we'veryday IT'Stop D'LLe", 12),
            ("numbers", "1234567890 3.14159 2024-01-31T23:59:59+00:00 ٣٤٥٦ ²³ Ⅷ", 37),
            ("a run of spaces", "a    b  \t c   ", 6),
            ("line ends", " \n x\r\n\r\n  y\n\n\n", 6),
            ("other white space", "\u{a0}\u{a0}x\u{3000}\u{3000}y\u{2028}z\u{85}\u{85}", 12),
            ("symbols, slashes and line ends", "end.\n/\n//next!\r\n */\n--- => {}[];::<|>", 14),
            ("names of special tokens", "<|endoftext|><|endofprompt|>", 13),
            (
                "accents",
                "Crème brûlée, Straße, e\u{301}te\u{301}, Ünïcödé, \u{200b}\"\u{200b}\u{301}_d",
                23,
            ),
            (
                "Cyrillic, Greek, Arabic, Hebrew",
                "Привет мир. Καλημέρα κόσμε. مرحبا بالعالم. שָׁלוֹם עולם",
                24,
            ),
            ("Devanagari and Thai", "नमस्ते दुनिया สวัสดีชาวโลก", 12),
            ("Chinese, Japanese, Korean", "你好，世界。日本語のテキストです。안녕하세요 세계", 15),
            ("emoji", "👩\u{200d}👩\u{200d}👧\u{200d}👦 🏳️\u{200d}🌈 🇩🇪 👍🏽 😀😀", 27),
            (
                "control and unassigned characters",
                "\u{0}\u{1}\u{7f}\u{200b}\u{feff}\u{10ffff}\u{e000}",
                11,
            ),
            ("a long run of a letter", &"a".repeat(1000), 125),
            (
                "base64",
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
                53,
            ),
            (
                "a URL",
                "https://acme.gorgias.com/api/tickets?limit=30&order_by=updated_datetime%3Adesc&cursor=bGFzdA==",
                32,
            ),
        ];
        for (what, text, tokens) in expected {
            check(what, text, tokens);
        }
    }

    fn check(what: &str, text: &str, tokens: usize) {
        let counted = count(text);
        assert_eq!(counted, tokens, "{what}: {text:?} is {tokens} tokens, not {counted}");
    }

    #[test]
    fn the_vocabulary_is_whole_and_in_order_of_rank() {
        let (mut place, mut expected) = (Vocabulary::HEADER, 0);
        while let Some((token, next)) = entry(O200K_BASE_VOCAB_PACKED, place) {
            let rank = varint(O200K_BASE_VOCAB_PACKED, place).map(|(rank, _)| rank);
            assert_eq!(rank, Some(expected), "the entry at {place} is out of order");
            assert_eq!(
                VOCABULARY.rank(token) as usize,
                place,
                "token {expected} is not found by its bytes"
            );
            (place, expected) = (next, expected + 1);
        }
        assert_eq!((place, expected), (O200K_BASE_VOCAB_PACKED.len(), 199_998));
    }
}
