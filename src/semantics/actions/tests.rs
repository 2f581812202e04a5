//! What values name, and sets of actions against sets of bits.

use super::*;

fn numbers(text: &str) -> Vec<String> {
    let catalog = Catalog::embedded();
    match named_by(text, catalog) {
        Named::Pattern(_, set) => set.actions(catalog).map(Action::full_name).collect(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn patterns_name_what_they_match() {
    assert_eq!(numbers("iAm:li*sTuS*rs"), ["iam:ListUsers"]);
    assert_eq!(numbers("s3:Get?bject"), ["s3:GetObject"]);
    assert_eq!(numbers("sts:assumeROLE*").len(), 3);
    let service = Catalog::embedded().service("iq").expect("it is one");
    assert_eq!(numbers("iq:*").len(), service.actions().len());
    let catalog = Catalog::embedded();
    assert!(matches!(named_by("s3:zzz*", catalog), Named::NoAction(_)));
    assert!(matches!(
        named_by("s3:GetObjekt", catalog),
        Named::NoAction(_)
    ));
    assert_eq!(named_by("s4:GetObject", catalog), Named::NoService);
    for odd in ["s3:Get(Object)", "s3:Get/Object", "s3:G\u{e9}t*", "s3:$"] {
        assert!(
            matches!(named_by(odd, catalog), Named::NoAction(_)),
            "{odd}"
        );
    }
    for unknown in [
        "s3",
        "",
        "*:*",
        "s*:Get",
        "s_3:Get",
        "s3:a:b",
        "s3:a b",
        "s3:${a}",
        "s3:\u{150}",
        ":x",
        "s3:",
    ] {
        assert_eq!(named_by(unknown, catalog), Named::Unknown, "{unknown}");
    }
}

#[test]
fn sets_are_as_sets_are() {
    let set = |members: u16| {
        let of = (0..16).filter(|bit| members >> bit & 1 == 1);
        ActionSet::of(of.map(|one| one..one + 1).collect())
    };
    let members = |set: &ActionSet| set.numbers().fold(0_u16, |all, one| all | 1 << one);
    for one in (0..u16::MAX).step_by(97) {
        for other in (0..u16::MAX).step_by(331) {
            let (a, b) = (set(one), set(other));
            assert_eq!(members(&a.union(&b)), one | other);
            assert_eq!(members(&a.without(&b)), one & !other);
            assert_eq!(a.covers(&b), one & other == other);
            assert_eq!(a.len(), one.count_ones() as usize);
        }
    }
}
