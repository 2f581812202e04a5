//! `Glob`: a pattern as a row of tokens, each of which says what one character or one run may be.

use crate::semantics::variable::Piece;

/// What parts a role from its session in the text of a principal: a character that no ARN has.
pub const SESSION: &str = "\u{1f}";

/// Characters that a wildcard does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Class(u8);

impl Class {
    /// Every character.
    pub const ANY: Self = Self(0);
    /// All but `:`, which parts the fields of an ARN.
    pub const IN_FIELD: Self = Self(1);
    /// All but what parts a role from its session.
    pub const IN_PRINCIPAL: Self = Self(2);
    /// A name without a path.
    pub const NAME: Self = Self(1 | 2 | 4);
    /// A field of a principal's ARN.
    pub const IN_PRINCIPAL_FIELD: Self = Self(1 | 2);
    /// A part of a path.
    pub const IN_PATH: Self = Self(2 | 4);
    /// A digit.
    pub const DIGIT: Self = Self(8);
    /// All but `:` and capital letters: partition and service of an ARN.
    pub const LOWER_FIELD: Self = Self(1 | 16);
    const CAPITALS: u8 = 16;
    /// A character beyond ASCII.
    pub const FOREIGN: Self = Self(32);

    /// The characters that classes tell from all others, digits apart.
    const SPECIAL: [(u8, char); 3] = [(1, ':'), (2, '\u{1f}'), (4, '/')];

    #[must_use]
    pub fn takes(self, char: char) -> bool {
        if self.0 & Self::DIGIT.0 != 0 {
            return char.is_ascii_digit();
        }
        if self.0 & Self::FOREIGN.0 != 0 && char.is_ascii() {
            return false;
        }
        let barred = |&(bit, special): &(u8, char)| self.0 & bit != 0 && char == special;
        if self.0 & Self::CAPITALS != 0 && char.is_ascii_uppercase() {
            return false;
        }
        !Self::SPECIAL.iter().any(barred)
    }

    /// The characters of ASCII that it takes, a bit each.
    pub(super) fn of_ascii(self) -> u128 {
        const DIGITS: u128 = ((1 << 10) - 1) << b'0';
        const CAPITALS: u128 = ((1 << 26) - 1) << b'A';
        if self.is_digit() {
            return DIGITS;
        }
        if self.is_foreign() {
            return 0;
        }
        let barred = if self.0 & Self::CAPITALS == 0 {
            0
        } else {
            CAPITALS
        };
        !self
            .named()
            .fold(barred, |barred, char| barred | 1 << u32::from(char))
    }

    /// Whether every character of the other class is one of this.
    fn holds(self, other: Self) -> bool {
        if self.0 & Self::DIGIT.0 != 0 {
            return other == self;
        }
        if other.0 & Self::DIGIT.0 != 0 {
            return self.0 & Self::FOREIGN.0 == 0;
        }
        self.0 & !other.0 == 0
    }

    /// The characters that it names.
    pub(super) fn named(self) -> impl Iterator<Item = char> {
        let special = Self::SPECIAL.into_iter();
        special
            .filter(move |(bit, _)| self.0 & bit != 0)
            .map(|(_, char)| char)
    }

    pub(super) fn is_digit(self) -> bool {
        self.0 & Self::DIGIT.0 != 0
    }

    pub(super) fn is_foreign(self) -> bool {
        self.0 & Self::FOREIGN.0 != 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Token {
    Char(char),
    /// An ASCII letter in either case; kept in lower case.
    Folded(char),
    One(Class),
    Run(Class),
}

impl Token {
    /// Whether every character that the token can take is one of the class.
    pub(super) fn is_within(self, class: Class) -> bool {
        match self {
            Self::Char(char) => class.takes(char),
            Self::Folded(_) => {
                let barring = Class::DIGIT.0 | Class::CAPITALS | Class::FOREIGN.0;
                class.0 & barring == 0
            }
            Self::One(own) | Self::Run(own) => class.holds(own),
        }
    }
}

/// A pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Glob {
    pub tokens: Vec<Token>,
}

impl Glob {
    /// The pattern of a condition value or an action: wildcards take characters of the class.
    #[must_use]
    pub fn pattern(text: &str, class: Class) -> Self {
        Self::default().written(text, class)
    }

    /// This text and no other.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self::default().text(text)
    }

    /// This text in any letter case of ASCII.
    #[must_use]
    pub fn folded(text: &str) -> Self {
        let fold = |char: char| {
            if char.is_ascii_alphabetic() {
                Token::Folded(char.to_ascii_lowercase())
            } else {
                Token::Char(char)
            }
        };
        Self {
            tokens: text.chars().map(fold).collect(),
        }
    }

    /// The most that the pieces can be, where wildcards and unknown text take everything.
    #[must_use]
    pub fn loosest(pieces: &[Piece<'_>]) -> Self {
        let mut glob = Self::default();
        for piece in pieces {
            glob = match piece {
                Piece::Written(text) => glob.written(text, Class::ANY),
                Piece::Literal(text) => glob.text(text),
                Piece::Unknown => glob.run(Class::ANY),
            };
        }
        glob
    }

    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.tokens.extend(text.chars().map(Token::Char));
        self
    }

    #[must_use]
    pub fn written(mut self, text: &str, class: Class) -> Self {
        for char in text.chars() {
            self.push(char, class);
        }
        self
    }

    #[must_use]
    pub fn run(mut self, class: Class) -> Self {
        self.tokens.push(Token::Run(class));
        self
    }

    #[must_use]
    pub fn one(mut self, class: Class) -> Self {
        self.tokens.push(Token::One(class));
        self
    }

    /// Every text with a character beyond ASCII.
    #[must_use]
    pub fn foreign() -> Self {
        let any = Class::ANY;
        Self::default().run(any).one(Class::FOREIGN).run(any)
    }

    /// Letters in either case.
    #[must_use]
    pub fn in_any_case(mut self) -> Self {
        for token in &mut self.tokens {
            if let Token::Char(char) = *token
                && char.is_ascii_alphabetic()
            {
                *token = Token::Folded(char.to_ascii_lowercase());
            }
        }
        self
    }

    /// The same with wildcards that take characters of the class only.
    #[must_use]
    pub fn within(mut self, class: Class) -> Self {
        for token in &mut self.tokens {
            if let Token::One(own) | Token::Run(own) = token {
                own.0 |= class.0;
            }
        }
        self
    }

    /// Letters in either case, and a run for those that Unicode folds letters of other alphabets to: the Kelvin sign is a
    /// `k`, the long s an `s`, the dotless i an `i`, and there are ligatures of `f`, `i`, `l`, `s` and `t`.
    #[must_use]
    pub fn in_any_alphabet(self) -> Self {
        const FOLDED_TO: &str = "fiklst";
        let mut glob = Self::default();
        for token in self.in_any_case().tokens {
            glob.tokens.push(match token {
                Token::Folded(char) if FOLDED_TO.contains(char) => Token::Run(Class::ANY),
                other => other,
            });
        }
        glob.tokens
            .dedup_by(|one, other| one == other && *one == Token::Run(Class::ANY));
        glob
    }

    fn push(&mut self, char: char, class: Class) {
        self.tokens.push(match char {
            '*' => Token::Run(class),
            '?' => Token::One(class),
            other => Token::Char(other),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn the_bits_of_a_class_are_what_it_takes() {
        for class in (0..64).map(Class) {
            for char in '\0'..='\u{7f}' {
                let is_taken = class.of_ascii() >> u32::from(char) & 1 == 1;
                assert_eq!(is_taken, class.takes(char), "{class:?} {char:?}");
            }
        }
    }
}
