//! What administrators decide about a provider (S4-1…5, P-22, T49, T52, T63, T65, T68, T69).

use std::io::Cursor;

use axum::http::{Method, Request};
use image::{DynamicImage, ImageFormat, RgbaImage};
use rolecall::{
    domain::{code::Code, ids::ProviderId},
    error::AppError,
    people::{api::ListPeople, query::PeopleQuery},
    providers::{
        api::{EditProvider, GetProfile, GetProvider, GetProviderRules, RemovePicture, SetProviderRules},
        profile::{Config, Feature, ProfileForm, Rtm},
        rules::RulesForm,
        views::ProviderRow,
    },
    server::failpoint,
};

use crate::support::{Caller, Reply, TestApp, on_both_engines, snapshot::assert_same};

async fn edit(caller: &Caller, id: ProviderId, change: impl FnOnce(&mut ProfileForm)) -> Result<ProviderRow, AppError> {
    let opened = caller.call(GetProfile { id }).await?.provider;
    let base = ProfileForm::of(&opened.name, &opened.profile);
    let mut form = base.clone();
    change(&mut form);
    caller.call(EditProvider { id, base, form }).await
}

/// A square of one colour, which follows from its side.
fn picture(side: u8, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image =
        DynamicImage::ImageRgba8(RgbaImage::from_pixel(side.into(), side.into(), image::Rgba([side, 200, 90, 255])));
    image.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
    bytes
}

async fn send(caller: &Caller, id: ProviderId, name: &str, file: impl AsRef<[u8]>) -> Reply {
    crate::support::upload::upload(caller, &format!("/providers/{id}/picture"), name, file).await
}

async fn s4_3_everything_of_a_provider_is_edited_and_told(app: &TestApp) {
    let (adam, house) = (app.signed_in("adam.admin").await, app.house());
    let change = |form: &mut ProfileForm| {
        form.provider_name = "Dr. Ken Ito".into();
        (form.billing_role, form.access_type) = ("supervising".into(), "read_only".into());
        (form.features, form.rtm) = ("messaging,telehealth".into(), "offered".into());
        (form.capacity, form.provider_languages) = ("250".into(), "en,ko".into());
    };
    let before = app.snapshot().await;
    failpoint::arm("before-commit", house.cedar);
    assert_eq!(edit(&adam, house.ken, change).await.map_err(|error| error.status()), Err(500));
    assert_same(&before, &app.snapshot().await, "an edit that failed (T69)");
    let saved = edit(&adam, house.ken, change).await.expect("saves");
    let Config { features, rtm, capacity, languages } = saved.profile.config;
    assert_eq!((features, rtm), (vec![Feature::Messaging, Feature::Telehealth], Rtm::Offered));
    assert_eq!((capacity, languages.len(), saved.profile.inactive), (Some(250), 2, false));
    let event = app.events(house.cedar).await.remove(0);
    assert_eq!((event.kind.as_str(), event.subject_name.as_str()), ("provider.edited", "Dr. Ken Ito"));
    for part in ["Ken Ito", "supervising", "250", "offered"] {
        assert!(event.changes.contains(part), "{part}: {}", event.changes);
    }
    // Their people are found and sorted by the new name; `verify` looks at the keys after every test.
    let query = PeopleQuery { search: "kim".into(), ..PeopleQuery::default() };
    let kim = adam.call(ListPeople { query }).await.expect("a list").rows.remove(0);
    assert_eq!(kim.place, "Dr. Ken Ito");
    let inactive = edit(&adam, house.ken, |form| form.provider_state = "inactive".into()).await.expect("saves");
    assert!(inactive.profile.inactive);
    assert_eq!(inactive.profile.billing_role, "supervising", "the rest stays");
}

async fn p22_two_editors_of_a_profile(app: &TestApp) {
    let (adam, olivia, ken) = (app.signed_in("adam.admin").await, app.signed_in("olivia.owner").await, app.house().ken);
    let opened = adam.call(GetProfile { id: ken }).await.expect("a provider").provider;
    let base = ProfileForm::of(&opened.name, &opened.profile);
    edit(&olivia, ken, |form| form.rtm = "on".into()).await.expect("saves");
    let form = ProfileForm { capacity: "40".into(), ..base.clone() };
    let merged = adam.call(EditProvider { id: ken, base: base.clone(), form }).await.expect("both are kept");
    assert_eq!((merged.profile.config.rtm, merged.profile.config.capacity), (Rtm::On, Some(40)));
    let form = ProfileForm { rtm: "offered".into(), ..base.clone() };
    match adam.call(EditProvider { id: ken, base, form }).await {
        Err(AppError::Conflict(conflict)) => assert_eq!(conflict.fields, [("rtm".to_owned(), "on".to_owned())]),
        other => panic!("{other:?}"),
    }
}

async fn t52_wrong_fields_are_named_and_nothing_else_is_taken(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    let wrong = edit(&adam, ken, |form| {
        (form.provider_name, form.billing_role, form.capacity) = (String::new(), "king".into(), "-1".into());
    });
    let Err(AppError::Invalid(errors)) = wrong.await else { panic!("refused") };
    let fields: Vec<_> = errors.0.iter().map(|error| (error.field.as_str(), error.code)).collect();
    assert_eq!(
        fields,
        [("provider_name", Code::Required), ("billing_role", Code::Unknown), ("capacity", Code::OutOfRange)]
    );
    let before = app.snapshot().await;
    let base = serde_json::to_value(ProfileForm::of("Ken Ito", &Default::default())).expect("JSON");
    let mut form = base.clone();
    form["npi"] = "1003000126".into();
    form["image"] = "x".into();
    form["registry"] = serde_json::json!({ "ended": "2026-01-01" });
    let body = serde_json::json!({ "id": ken, "base": base, "form": form }).to_string();
    let reply = adam.post("/rpc/providers/edit", "application/json", body).await;
    assert!([200, 400].contains(&reply.status.as_u16()), "{}", reply.line());
    let of = |snapshot: &crate::support::snapshot::Snapshot| {
        snapshot.rows("providers").iter().filter(|row| row.contains("1003000126") || row.contains("2026-01-01")).count()
    };
    assert_eq!((of(&before), of(&app.snapshot().await)), (0, 0));
}

async fn t49_profiles_of_others_are_unknown(app: &TestApp) {
    let ken = app.house().ken;
    for name in ["nina.npi", "bea.boss"] {
        let caller = app.signed_in(name).await;
        for reply in [
            caller.ask(&GetProfile { id: ken }).await,
            caller.ask(&RemovePicture { id: ken }).await,
            send(&caller, ken, "me.png", picture(8, ImageFormat::Png)).await,
            caller.get(&format!("/providers/{ken}/picture/{}", "0".repeat(32))).await,
        ] {
            assert_eq!(reply.status, 404, "{name}: {}", reply.line());
        }
    }
    let paul = app.signed_in("paul.portal").await;
    assert_eq!(send(&paul, ken, "me.png", picture(8, ImageFormat::Png)).await.status, 403);
    let stranger = send(&app.anonymous(), ken, "me.png", picture(8, ImageFormat::Png)).await;
    assert!(stranger.header("location").starts_with("/sign-in"), "{}", stranger.line());
    assert!(app.snapshot().await.rows("provider_images").is_empty());
    // Nina's own provider is hers to describe.
    let nina = app.signed_in("nina.npi").await;
    edit(&nina, app.house().rosa, |form| form.rtm = "on".into()).await.expect("saves");
}

async fn t65_pictures_are_made_anew(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    let mut sent = picture(40, ImageFormat::Png);
    sent.extend_from_slice(b"<script>alert(1)</script>");
    let reply = send(&adam, ken, "../../<script>.png", &sent).await;
    assert_eq!(
        (reply.status.as_u16(), reply.header("location")),
        (303, &*format!("/providers/{ken}/edit?picture=saved"))
    );
    let row = adam.call(GetProvider { id: ken }).await.expect("a provider").provider;
    let address = format!("/providers/{ken}/picture/{}", row.profile.image);
    let shown = adam.get(&address).await;
    assert_eq!(shown.status, 200);
    assert_eq!((shown.header("content-type"), shown.header("x-content-type-options")), ("image/jpeg", "nosniff"));
    assert_eq!(shown.header("cache-control"), "private, max-age=31536000, immutable");
    assert!(shown.header("content-security-policy").contains("default-src 'none'"));
    assert!(shown.body.starts_with(b"\xff\xd8") && !shown.text().contains("script"), "ours, not theirs");
    assert!(adam.get(&format!("/providers/{ken}?tab=profile")).await.text().contains(&address));
    // Another picture has another address, and the old one is gone.
    let reply = send(&adam, ken, "b.webp", picture(64, ImageFormat::WebP)).await;
    assert_eq!(reply.status, 303);
    assert_eq!(adam.get(&address).await.status, 404);
    let mut bomb = picture(1, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let before = app.snapshot().await;
    for (file, told) in [
        (bomb, &["not_an_image", "too_many_pixels"][..]),
        (vec![b'x'; 5 * 1024 * 1024 + 1], &["too_big"]),
        (vec![b'x'; 6 * 1024 * 1024 + 1], &["too_big"]),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), &["not_an_image"]),
        (b"GIF89a".to_vec(), &["not_an_image"]),
        (Vec::new(), &["not_an_image"]),
    ] {
        let reply = send(&adam, ken, "a.png", file).await;
        let named = told.iter().any(|name| reply.header("location").ends_with(&format!("?picture={name}")));
        assert!(reply.status == 303 && named, "{}", reply.header("location"));
    }
    assert_same(&before, &app.snapshot().await, "files that are no pictures");
    let removed = adam.call(RemovePicture { id: ken }).await.expect("removes");
    assert!(removed.profile.image.is_empty() && app.snapshot().await.rows("provider_images").is_empty());
    let kinds: Vec<_> = app.events(app.house().cedar).await.into_iter().take(3).map(|event| event.kind).collect();
    assert_eq!(kinds, ["provider.image_changed"; 3]);
    let request = Request::builder().method(Method::PUT).uri(format!("/providers/{ken}/picture"));
    let reply =
        adam.send(request.header("content-length", 0).body(axum::body::Body::empty()).expect("a request")).await;
    assert_eq!(reply.status, 405);
}

async fn a_word_once_chosen_stays_readable(app: &TestApp) {
    let (adam, ken) = (app.signed_in("adam.admin").await, app.house().ken);
    let rules = adam.call(GetProviderRules {}).await.expect("rules");
    let own = RulesForm { own_roles: "Locum tenens\n<script>alert(1)</script>".into(), ..RulesForm::of(&rules) };
    let rules = adam.call(SetProviderRules { form: own.clone() }).await.expect("saves");
    assert_eq!(rules.billing_roles.len(), 8);
    edit(&adam, ken, |form| form.billing_role = "Locum tenens".into()).await.expect("offered");
    let page = adam.get("/settings/providers").await.text();
    assert!(!page.contains("<script>alert(1)"), "T63");
    let without = RulesForm { own_roles: String::new(), ..own };
    adam.call(SetProviderRules { form: without }).await.expect("saves");
    let kept = edit(&adam, ken, |form| form.capacity = "7".into()).await.expect("what is chosen may stay");
    assert_eq!(kept.profile.billing_role, "Locum tenens");
    assert!(adam.get(&format!("/providers/{ken}/edit")).await.text().contains("Locum tenens"));
    let elsewhere = edit(&adam, app.house().rosa, |form| form.billing_role = "Locum tenens".into()).await;
    assert_eq!(elsewhere.map_err(|error| error.status()), Err(422), "but is chosen no more");
    assert_eq!(app.count(app.house().cedar, "providers.rules_changed").await, 2);
    let nina = app.signed_in("nina.npi").await;
    assert_eq!(nina.ask(&GetProviderRules {}).await.status, 403, "the lists are the whole practice's");
}

on_both_engines! {
    s4_3_everything_of_a_provider_is_edited_and_told,
    p22_two_editors_of_a_profile,
    t52_wrong_fields_are_named_and_nothing_else_is_taken,
    t49_profiles_of_others_are_unknown,
    t65_pictures_are_made_anew,
    a_word_once_chosen_stays_readable,
}
