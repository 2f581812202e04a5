//! A subcommand that is defined when it is called: a run calls one of them, and pays for no other.

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

/// Arguments whose options are not put together before their subcommand is called.
#[derive(Debug)]
pub struct Deferred<T>(pub T);

impl<T: Args> Args for Deferred<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(|command| described(command, T::augment_args))
    }

    fn augment_args_for_update(command: Command) -> Command {
        command.defer(|command| described(command, T::augment_args_for_update))
    }
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

/// What the subcommand is for stands already, and what is said of groups of options is not put in its place.
fn described(command: Command, define: fn(Command) -> Command) -> Command {
    let about = command.get_about().cloned();
    let long_about = command.get_long_about().cloned();
    let mut command = define(command);
    if let Some(about) = about {
        command = command.about(about);
    }
    match long_about {
        Some(long_about) => command.long_about(long_about),
        None => command.long_about(None),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::Arguments;

    #[test]
    fn a_subcommand_is_defined_when_it_is_called() {
        let options = |command: &clap::Command| {
            let check = command.find_subcommand("check").expect("there is `check`");
            assert!(check.get_about().is_some());
            check.get_arguments().count()
        };
        let mut command = Arguments::command();
        assert_eq!(options(&command), 0);
        command.build();
        assert!(options(&command) > 10);
        Arguments::command().debug_assert();
    }
}
