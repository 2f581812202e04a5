#![no_main]

use std::sync::LazyLock;

use iamsure::config::Config;
use iamsure::engine::{Settings, judge};
use iamsure::integration::{self, Integration};
use iamsure::kind::{PolicyType, Profile, Stage};
use iamsure::report::{self, Format, Report};
use iamsure::rules;
use iamsure::source::{FileId, Source, Sources};
use iamsure::syntax;

const RESPONSE: &str = include_str!("../../fixtures/integration/cli-describe.json");

static INTEGRATION: LazyLock<Integration> = LazyLock::new(|| {
    let source = Source::new("integration.json", RESPONSE);
    integration::read(FileId(1), &source, &integration::Selection::default())
        .expect("the response can be read")
});

// The first byte says how the rest is judged: reader, lowering, every rule, every report.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&how, bytes)) = bytes.split_first() else {
        return;
    };
    let mut sources = Sources::default();
    let file = sources.add(Source::from_bytes("policy.json", bytes.to_vec()));
    sources.add(Source::new("integration.json", RESPONSE));
    let config = Config::default();
    let settings = Settings {
        policy_type: PolicyType::ALL.get(usize::from(how & 7)).copied(),
        profile: (how & 8 != 0).then_some(Profile::Confluent),
        stage: (how & 16 != 0).then_some(Stage::Prepared),
        account: (how & 32 != 0).then_some("111122223333"),
        integration: (how & 64 != 0).then_some(&INTEGRATION),
        ..Settings::new(chrono::DateTime::UNIX_EPOCH, &config)
    };
    let tree = syntax::parse(file, sources.get(file));
    for value in tree.values() {
        let _ = (value.as_str(), tree.pointer(value.span()));
    }
    let findings = judge(&tree, &settings, rules::all()).findings;
    for finding in &findings {
        assert_ne!(finding.rule.id, "internal-error", "{finding:?}");
        let places = finding.related.iter().map(|label| label.span);
        for span in places.chain([finding.primary.span]) {
            let text = &sources.get(span.file).text;
            assert!(text.get(span.range()).is_some(), "{finding:?}");
        }
    }
    drop(tree);
    let report = Report {
        sources,
        findings,
        ..Report::default()
    };
    for &format in Format::ALL {
        report::write(&report, format, &report::Options::default(), &mut Vec::new())
            .expect("a Vec can be written");
    }
});
