use super::*;
use crate::{
    ids::{PipelineId, StageId},
    object::{Pipeline, Property, PropertyKind, PropertyOption, Stage, StageKind, WORD_MAX, tests::contact},
    time::Timestamp,
};

fn object() -> ObjectInput {
    let text = |text: &str| text.to_owned();
    ObjectInput {
        singular_en: text("Vehicle"),
        plural_en: text("Company vehicles"),
        name_en: text("Model"),
        ..ObjectInput::default()
    }
}

fn property(kind: PropertyKind) -> PropertyInput {
    PropertyInput { label_en: "Fuel".to_owned(), kind: kind.tag().to_owned(), ..PropertyInput::default() }
}

fn option(tag: &str, en: &str) -> OptionInput {
    OptionInput { tag: tag.to_owned(), en: en.to_owned(), it: String::new() }
}

fn errors<T: std::fmt::Debug>(checked: Result<T, Vec<DefineError>>) -> Vec<(String, DefineProblem)> {
    checked.unwrap_err().into_iter().map(|error| (error.field, error.problem)).collect()
}

#[test]
fn object_form_defaults_fill_empty_fields() {
    let accepted = object().check(true, |_| false).unwrap();
    assert_eq!(accepted.slug, "company-vehicles");
    assert_eq!((accepted.names.singular_en.as_str(), accepted.names.singular_it.as_str()), ("vehicle", "vehicle"));
    assert_eq!((accepted.icon.as_str(), accepted.code), ("square", None));
    assert_eq!(accepted.name, ("Model".to_owned(), "Model".to_owned()));
}

#[test]
fn invalid_object_fields_are_reported_by_name() {
    use DefineProblem as P;
    let wrong = |change: fn(&mut ObjectInput)| {
        let mut input = object();
        change(&mut input);
        errors(input.check(true, |slug| slug == "contacts"))
    };
    let one = |field: &str, problem| vec![(field.to_owned(), problem)];
    assert_eq!(wrong(|o| o.singular_en.clear()), one("singular_en", P::Required));
    assert_eq!(wrong(|o| o.plural_en = " ".to_owned()), one("plural_en", P::Required));
    assert_eq!(wrong(|o| o.name_en.clear()), one("name_en", P::Required));
    assert_eq!(wrong(|o| o.singular_it = "x".repeat(61)), one("singular_it", P::TooLong(LABEL_MAX)));
    assert_eq!(wrong(|o| o.singular_en = "a\u{7}".to_owned()), one("singular_en", P::Unprintable));
    assert_eq!(wrong(|o| o.slug = "Vehicles".to_owned()), one("slug", P::NotAWord));
    assert_eq!(wrong(|o| o.slug = "../api".to_owned()), one("slug", P::NotAWord));
    assert_eq!(wrong(|o| o.slug = "settings".to_owned()), one("slug", P::Reserved));
    assert_eq!(wrong(|o| o.slug = "contacts".to_owned()), one("slug", P::Taken));
    assert_eq!(wrong(|o| o.slug = "v".repeat(41)), one("slug", P::TooLong(WORD_MAX)));
    assert_eq!(wrong(|o| o.plural_en = "契約".to_owned()), one("slug", P::NotAWord));
    assert_eq!(wrong(|o| o.icon = "rocket".to_owned()), one("icon", P::NoSuchChoice));
    assert_eq!(wrong(|o| o.code_it = "Targa".to_owned()), one("code_en", P::Required));
    assert_eq!(wrong(|o| o.code_en = "model".to_owned()), one("code_en", P::Taken));
}

#[test]
fn existing_property_label_is_taken() {
    let contact = contact();
    let others: Vec<&Property> = contact.properties.iter().collect();
    let mut input = property(PropertyKind::Text);
    input.label_en = "First Name".to_owned();
    input.label_it = "first_name".to_owned();
    assert_eq!(errors(input.check(&others, None, 0)), [("label_it".to_owned(), DefineProblem::Taken)]);
    input.label_it.clear();
    assert_eq!(input.check(&others, None, 0).unwrap().label_it, "First Name");
    input.kind = "colour".to_owned();
    assert_eq!(errors(input.check(&others, None, 0)), [("kind".to_owned(), DefineProblem::NoSuchChoice)]);
}

#[test]
fn kind_changes_only_where_values_stay_valid() {
    let mut before = contact().properties.remove(0);
    for from in PropertyKind::ALL {
        before.kind = from;
        for to in PropertyKind::ALL {
            let mut input = property(to);
            input.options = vec![option("", "Gas")];
            assert!(input.check(&[], Some(&before), 0).is_ok());
            assert_eq!(input.check(&[], Some(&before), 2).is_ok(), from.reads_as(to), "{from:?} {to:?}");
        }
    }
}

#[test]
fn options_keep_their_tag_when_relabelled() {
    let mut input = property(PropertyKind::OneOf);
    assert_eq!(errors(input.check(&[], None, 0)), [("options".to_owned(), DefineProblem::Required)]);
    input.options = vec![option("", "Gas"), option("", " "), option("", "gas")];
    assert_eq!(errors(input.check(&[], None, 0)), [("option.2.en".to_owned(), DefineProblem::Taken)]);
    input.options.pop();
    input.options.push(option("", "Oil"));
    let accepted = input.check(&[], None, 0).unwrap();
    assert_eq!(accepted.options.iter().map(|o| o.tag.as_str()).collect::<Vec<_>>(), ["gas", "oil"]);

    let mut before = contact().properties.remove(0);
    before.kind = PropertyKind::OneOf;
    before.options = accepted.options;
    before.options.push(PropertyOption {
        tag: "coal".to_owned(),
        en: "Coal".to_owned(),
        it: "Carbone".to_owned(),
        archived: Some(Timestamp(1)),
    });
    // Renamed, reordered, one left out of the form, and one with the label of an archived one.
    input.options = vec![option("oil", "Petrol")];
    let accepted = input.check(&[], Some(&before), 5).unwrap();
    let tags: Vec<_> = accepted.options.iter().map(|o| (o.tag.as_str(), o.en.as_str())).collect();
    assert_eq!(tags, [("oil", "Petrol"), ("gas", "Gas"), ("coal", "Coal")]);
    input.options = vec![option("oil", "Coal")];
    assert_eq!(errors(input.check(&[], Some(&before), 5)), [("option.0.en".to_owned(), DefineProblem::Taken)]);
    input.options = vec![option("gas", "")];
    assert_eq!(errors(input.check(&[], Some(&before), 5)), [("option.0.en".to_owned(), DefineProblem::Required)]);
    input.options = (0..=OPTIONS_MAX).map(|number| option("", &format!("o{number}"))).collect();
    assert_eq!(errors(input.check(&[], None, 0)), [("options".to_owned(), DefineProblem::TooMany(OPTIONS_MAX))]);
}

#[test]
fn pipeline_needs_valid_stages() {
    let stage = |id: Option<i64>, en: &str, kind: &str| StageInput {
        id: id.map(StageId),
        name_en: en.to_owned(),
        name_it: String::new(),
        kind: kind.to_owned(),
    };
    let mut input = PipelineInput { name_en: "Repairs".to_owned(), ..PipelineInput::default() };
    assert_eq!(errors(input.check(None)), [("stages".to_owned(), DefineProblem::Required)]);
    input.stages = vec![stage(None, "New", "open"), stage(None, "", "open"), stage(None, "new ", "won")];
    assert_eq!(errors(input.check(None)), [("stage.2.en".to_owned(), DefineProblem::Taken)]);
    input.stages[2] = stage(None, "Done", "finished");
    assert_eq!(errors(input.check(None)), [("stage.2.kind".to_owned(), DefineProblem::NoSuchChoice)]);
    input.stages[2].kind = "won".to_owned();
    assert_eq!(input.check(None).unwrap().stages.len(), 2);

    let before = Pipeline {
        id: PipelineId(1),
        name_en: "Repairs".to_owned(),
        name_it: "Riparazioni".to_owned(),
        stages: [(7, "New"), (8, "Done")]
            .map(|(id, name)| Stage {
                id: StageId(id),
                name_en: name.to_owned(),
                name_it: name.to_owned(),
                kind: StageKind::Open,
            })
            .to_vec(),
    };
    // An unknown id makes a new stage; a missing stage is kept.
    input.stages = vec![stage(Some(8), "Finished", "won"), stage(Some(99), "Other", "lost")];
    let stages = input.check(Some(&before)).unwrap().stages;
    let ids: Vec<_> = stages.iter().map(|(id, en, ..)| (id.map(|id| id.0), en.as_str())).collect();
    assert_eq!(ids, [(Some(8), "Finished"), (None, "Other"), (Some(7), "New")]);
}
