//! From the configuration as written to the one that is used: names looked up, patterns compiled.

use std::path::Path;

use super::files::{self, Files, Pattern};
use super::mistake::{Mistakes, names};
use super::question::Question;
use super::selection::{self, Name};
use super::written::{Text, Written, WrittenException, WrittenPath};
use super::{Config, Exception, FailOn, Known, Level, OptionValue, Options, PathTable, Setting};
use crate::finding::Severity;
use crate::kind::{PolicyType, Profile, ResourceType, Stage};
use crate::source::Spanned;
use crate::text::quote;

const LEVELS: [(&str, Level); 4] = [
    ("off", Level::Off),
    ("info", Level::At(Severity::Info)),
    ("warning", Level::At(Severity::Warning)),
    ("error", Level::At(Severity::Error)),
];

const PROFILES: [(&str, Setting<Profile>); 3] = [
    ("auto", Setting::Auto),
    ("confluent", Setting::Is(Profile::Confluent)),
    ("none", Setting::Is(Profile::None)),
];

const STAGES: [(&str, Setting<Stage>); 3] = [
    ("auto", Setting::Auto),
    ("prepared", Setting::Is(Stage::Prepared)),
    ("final", Setting::Is(Stage::Final)),
];

pub(super) fn resolve(
    written: Written,
    folder: &Path,
    known: &[Known],
    mistakes: &mut Mistakes,
) -> Config {
    let mut resolver = Resolver { known, mistakes };
    let (paths, path_files) = resolver.paths(written.paths);
    let (exceptions, excepted) = resolver.exceptions(written.exceptions);
    let questions = resolver.questions(written.questions);
    Config {
        fail_on: resolver.choice(written.fail_on.as_ref(), "fail-on", &FailOn::ALL),
        account: resolver.account(written.account),
        exceptions,
        excepted,
        questions,
        folder: folder.to_owned(),
        select: resolver.names(&written.select),
        ignore: resolver.names(&written.ignore),
        levels: written
            .rules
            .into_iter()
            .filter_map(|(rule, level)| {
                let known = resolver.rule(&rule).is_some();
                let level = resolver.choice(Some(&level), &rule.value, &LEVELS)?;
                known.then_some((rule.value, level))
            })
            .collect(),
        options: written
            .options
            .into_iter()
            .filter_map(|written| {
                let known = resolver.rule(&written.rule)?;
                let values = resolver.options(known, written.values);
                Some((written.rule.value, values))
            })
            .collect(),
        profile: resolver.choice(written.profile.as_ref(), "profile", &PROFILES),
        stage: resolver.choice(written.stage.as_ref(), "stage", &STAGES),
        paths,
        path_files,
    }
}

struct Resolver<'r, 'm> {
    known: &'r [Known<'r>],
    mistakes: &'m mut Mistakes,
}

impl<'r> Resolver<'r, '_> {
    fn paths(&mut self, written: Vec<WrittenPath>) -> (Vec<PathTable>, Files) {
        let mut types = vec![("auto", Setting::Auto)];
        types.extend(PolicyType::ALL.map(|kind| (kind.name(), Setting::Is(kind))));
        let mut patterns = Vec::new();
        let mut paths = Vec::new();
        for (index, path) in written.into_iter().enumerate() {
            for file in &path.files {
                patterns.extend(self.pattern(index, file));
            }
            let policy_type = self.choice(path.policy_type.as_ref(), "type", &types);
            paths.push(PathTable {
                policy_type,
                profile: self.choice(path.profile.as_ref(), "profile", &PROFILES),
                stage: self.choice(path.stage.as_ref(), "stage", &STAGES),
                resource_type: self.resource_type(path.resource_type, policy_type),
            });
        }
        (paths, self.files(&patterns))
    }

    fn exceptions(&mut self, written: Vec<WrittenException>) -> (Vec<Exception>, Files) {
        let mut patterns = Vec::new();
        let mut exceptions = Vec::new();
        for exception in written {
            let file = exception.file;
            let pattern = file
                .as_ref()
                .and_then(|file| self.pattern(exceptions.len(), file));
            let rule = exception
                .rule
                .filter(|rule| self.rule(rule).is_some())
                .map(|rule| rule.value);
            let reason = exception.reason.filter(|reason| {
                let given = !reason.value.trim().is_empty();
                if !given {
                    self.mistakes.add_with_help(
                        reason.span,
                        "this exception gives no reason",
                        "say who decided this, and until what changes",
                    );
                }
                given
            });
            // What is missing was a mistake above or when the shape was read.
            let (Some(file), Some(pattern), Some(rule), Some(reason)) =
                (file, pattern, rule, reason)
            else {
                continue;
            };
            patterns.push(pattern);
            exceptions.push(Exception {
                rule,
                file,
                is_of_no_file: false,
                statement: exception.statement,
                reason: reason.value.trim().to_owned(),
                until: exception.until.map(|until| until.value),
                span: exception.span,
                until_span: exception.until.map(|until| until.span),
            });
        }
        (exceptions, self.files(&patterns))
    }

    /// Reports and exceptions tell questions apart by their names.
    fn questions(&mut self, written: Vec<Question>) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::with_capacity(written.len());
        for question in written {
            if questions.iter().any(|known| known.name == question.name) {
                let name = quote(&question.name);
                self.mistakes
                    .add(question.span, format!("two questions are called {name}"));
            } else {
                questions.push(question);
            }
        }
        questions
    }

    fn pattern(&mut self, owner: usize, file: &Text) -> Option<Pattern> {
        match files::glob(&file.value) {
            Ok(glob) => Some(Pattern {
                owner,
                glob,
                span: file.span,
            }),
            Err(message) => {
                self.mistakes.add(file.span, message);
                None
            }
        }
    }

    fn files(&mut self, patterns: &[Pattern]) -> Files {
        Files::new(patterns).unwrap_or_else(|span| {
            self.mistakes.add(span, "the pattern is too large to match");
            Files::default()
        })
    }

    fn names(&mut self, texts: &[Text]) -> Vec<Name> {
        let mut names = Vec::new();
        for text in texts {
            match selection::name(&text.value, self.known) {
                Some(name) => names.push(name),
                None => self.mistakes.add_unknown(
                    text.span,
                    &format!("no rule or category is called {}", quote(&text.value)),
                    &text.value,
                    selection::candidates(self.known),
                    || "`iamsure rules` lists them".to_owned(),
                ),
            }
        }
        names
    }

    fn rule(&mut self, rule: &Text) -> Option<&'r Known<'r>> {
        let known: &'r [Known<'r>] = self.known;
        let found = known.iter().find(|known| known.meta.id == rule.value);
        if found.is_some() {
            return found;
        }
        let message = format!("no rule is called {}", quote(&rule.value));
        // Who knows the code of AWS's own check is told our name for it.
        let coded = known
            .iter()
            .find(|known| known.meta.codes.contains(&rule.value.as_str()));
        if let Some(coded) = coded {
            self.mistakes.add(
                rule.span,
                format!("{message}; did you mean `{}`?", coded.meta.id),
            );
        } else {
            self.mistakes.add_unknown(
                rule.span,
                &message,
                &rule.value,
                known.iter().map(|known| known.meta.id),
                || "`iamsure rules` lists them".to_owned(),
            );
        }
        None
    }

    fn options(
        &mut self,
        rule: &Known,
        values: Vec<(Text, Spanned<Option<OptionValue>>)>,
    ) -> Options {
        let mut accepted = Vec::new();
        for (name, value) in values {
            let option = rule.options.iter().find(|option| option.name == name.value);
            let Some(option) = option else {
                self.unknown_option(rule, &name);
                continue;
            };
            match option.kind.accept(option.name, value.value) {
                Ok(value) => accepted.push((name.value, value)),
                Err(mistake) => self.mistakes.add(value.span, mistake),
            }
        }
        accepted.into_iter().collect()
    }

    fn unknown_option(&mut self, rule: &Known, name: &Text) {
        let word = quote(&name.value);
        let id = rule.meta.id;
        if rule.options.is_empty() {
            self.mistakes.add(
                name.span,
                format!("`{id}` has no options, so {word} sets nothing"),
            );
            return;
        }
        let known = || rule.options.iter().map(|option| option.name);
        self.mistakes.add_unknown(
            name.span,
            &format!("{word} is not an option of `{id}`"),
            &name.value,
            known(),
            || format!("choose from {}", names(known())),
        );
    }

    fn choice<T: Copy>(
        &mut self,
        text: Option<&Text>,
        setting: &str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let Spanned { span, value } = text?;
        let found = choices.iter().find(|(name, _)| name == value);
        if found.is_none() {
            let choices = || choices.iter().map(|(name, _)| *name);
            self.mistakes.add_unknown(
                *span,
                &format!("{} is not a value of {}", quote(value), quote(setting)),
                value,
                choices(),
                || format!("choose from {}", names(choices())),
            );
        }
        found.map(|(_, choice)| *choice)
    }

    fn account(&mut self, account: Option<Text>) -> Option<String> {
        let Spanned { span, value } = account?;
        let is_account = value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
        if !is_account {
            self.mistakes.add(
                span,
                format!("{} is not an account: twelve digits", quote(&value)),
            );
        }
        is_account.then_some(value)
    }

    fn resource_type(
        &mut self,
        resource_type: Option<Text>,
        policy_type: Option<Setting<PolicyType>>,
    ) -> Option<ResourceType> {
        let Spanned { span, value } = resource_type?;
        let kind = policy_type.and_then(Setting::value);
        let found = ResourceType::find(&value);
        match (found, kind) {
            (Some(found), Some(kind)) if found.policy_type() == kind => {}
            (Some(ResourceType::IamRole), Some(PolicyType::Resource)) => {
                self.mistakes.add_with_help(
                    span,
                    "the policy of a role is a trust policy",
                    "remove `type`, or set it to `trust`",
                );
            }
            (_, Some(kind)) if kind != PolicyType::Resource => self.mistakes.add_with_help(
                span,
                format!("{} has no resource type", kind.phrase()),
                "remove `resource-type`, or set `type` to `resource`",
            ),
            _ => {}
        }
        if found.is_none() {
            self.mistakes.add_unknown(
                span,
                &format!("{} is not a resource type", quote(&value)),
                &value,
                ResourceType::ALL.map(|(_, name)| name),
                || "name it as AWS does: `AWS::S3::Bucket`".to_owned(),
            );
        }
        found
    }
}
