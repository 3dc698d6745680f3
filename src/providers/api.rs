//! The verbs of providers and their agents.

use leptos::server;

use super::{
    form::{AgentForm, ProviderForm},
    model::Kind,
    profile::ProfileForm,
    query::ProviderQuery,
    rules::{Rules, RulesForm},
    views::{ProfilePage, ProviderOptions, ProviderPage, ProviderRow},
};
use crate::{
    domain::{ids::ProviderId, page::Page},
    error::AppError,
    history::model::Entry,
};

/// The providers that the reader reaches.
#[server(prefix = "/rpc", endpoint = "providers/list", protocol = crate::wire::Json)]
pub async fn list_providers(query: ProviderQuery) -> Result<Page<ProviderRow>, AppError> {
    use crate::{domain::permission::Permission, providers::service, server};
    server::doors::query(Permission::ViewProviders, async |cx| service::list(cx, &query.bounded()).await).await
}

/// One provider with its agent, and with its people for those who may see them.
#[server(prefix = "/rpc", endpoint = "providers/get", protocol = crate::wire::Json)]
pub async fn get_provider(id: ProviderId) -> Result<ProviderPage, AppError> {
    use crate::{domain::permission::Permission, providers::service, server};
    server::doors::query(Permission::ViewProviders, async |cx| service::page(cx, id).await).await
}

/// Where a new provider may be.
#[server(prefix = "/rpc", endpoint = "providers/options", protocol = crate::wire::Json)]
pub async fn list_provider_options() -> Result<ProviderOptions, AppError> {
    use crate::{domain::permission::Permission, practices::store::places, server};
    server::doors::query(Permission::EditProviders, async |cx| {
        cx.reach.all_of_it()?;
        Ok(ProviderOptions { places: places(&mut cx.conn, cx.reach).await? })
    })
    .await
}

/// Adds a provider; a certified one's agent is invited at once (S2-2).
#[server(prefix = "/rpc", endpoint = "providers/add", protocol = crate::wire::Json)]
pub async fn add_provider(form: ProviderForm) -> Result<ProviderId, AppError> {
    use crate::{domain::permission::Permission, providers::service, server};
    server::doors::command(Permission::EditProviders, async |cx| service::add(cx, &form).await).await
}

/// Saves the Agent section. `base` is the section as it was opened: what somebody else saved since is kept where the two
/// don't touch the same field (P-22).
#[server(prefix = "/rpc", endpoint = "providers/edit_agent", protocol = crate::wire::Json)]
pub async fn edit_agent(id: ProviderId, base: AgentForm, form: AgentForm) -> Result<ProviderRow, AppError> {
    use crate::{domain::permission::Permission, providers::service, server};
    server::doors::command(Permission::ManageAgents, async |cx| service::edit_agent(cx, id, &base, &form).await).await
}

/// Certifies a provider, or takes the certificate back; the agent of a certified one is invited at once (S2-2).
#[server(prefix = "/rpc", endpoint = "providers/certify", protocol = crate::wire::Json)]
pub async fn certify_provider(id: ProviderId, kind: Kind) -> Result<ProviderRow, AppError> {
    use crate::{domain::permission::Permission, providers::service, server};
    server::doors::command(Permission::EditProviders, async |cx| service::certify(cx, id, kind).await).await
}

/// Sends the agent a link, the first one or one more (S2-6).
#[server(prefix = "/rpc", endpoint = "providers/invite_agent", protocol = crate::wire::Json)]
pub async fn invite_agent(id: ProviderId) -> Result<ProviderRow, AppError> {
    use crate::{domain::permission::Permission, providers::service, server};
    server::doors::command(Permission::ManageAgents, async |cx| service::invite_agent(cx, id).await).await
}

/// What administrators decide about a provider, and what they can choose from.
#[server(prefix = "/rpc", endpoint = "providers/profile", protocol = crate::wire::Json)]
pub async fn get_profile(id: ProviderId) -> Result<ProfilePage, AppError> {
    use crate::{domain::permission::Permission, providers::administer, server};
    server::doors::query(Permission::EditProviders, async |cx| administer::page(cx, id).await).await
}

/// Saves the profile. `base` is the form as it was opened: what somebody else saved since is kept where the two don't
/// touch the same field (P-22).
#[server(prefix = "/rpc", endpoint = "providers/edit", protocol = crate::wire::Json)]
pub async fn edit_provider(id: ProviderId, base: ProfileForm, form: ProfileForm) -> Result<ProviderRow, AppError> {
    use crate::{domain::permission::Permission, providers::administer, server};
    server::doors::command(Permission::EditProviders, async |cx| administer::edit(cx, id, &base, &form).await).await
}

/// Takes a provider's picture away.
#[server(prefix = "/rpc", endpoint = "providers/remove_picture", protocol = crate::wire::Json)]
pub async fn remove_picture(id: ProviderId) -> Result<ProviderRow, AppError> {
    use crate::{domain::permission::Permission, providers::administer, server};
    server::doors::command(Permission::EditProviders, async |cx| administer::set_picture(cx, id, None).await).await
}

/// The billing roles and access types that can be chosen.
#[server(prefix = "/rpc", endpoint = "providers/rules", protocol = crate::wire::Json)]
pub async fn get_provider_rules() -> Result<Rules, AppError> {
    use crate::{domain::permission::Permission, providers::administer, server};
    server::doors::query(Permission::EditProviders, async |cx| {
        cx.reach.all_of_it()?;
        Ok(administer::rules(&mut cx.conn, cx.reach.practice).await?)
    })
    .await
}

/// Decides what can be chosen from now on.
#[server(prefix = "/rpc", endpoint = "providers/set_rules", protocol = crate::wire::Json)]
pub async fn set_provider_rules(form: RulesForm) -> Result<Rules, AppError> {
    use crate::{domain::permission::Permission, providers::administer, server};
    server::doors::command(Permission::EditProviders, async |cx| administer::set_rules(cx, &form).await).await
}

/// What happened to a provider, newest first; `before` is the `seq` of the oldest entry seen, 0 for the first page.
#[server(prefix = "/rpc", endpoint = "providers/history", protocol = crate::wire::Json)]
pub async fn provider_history(id: ProviderId, before: i64) -> Result<Vec<Entry>, AppError> {
    use crate::{
        domain::permission::Permission,
        history::{self, api::PAGE},
        providers, server,
    };
    server::doors::query(Permission::ViewHistory, async |cx| {
        providers::store::find(&mut cx.conn, cx.reach, id).await?.ok_or(AppError::NotFound)?;
        let (practice, zone) = (cx.reach.practice, cx.zone);
        let rows = history::store::page(&mut cx.conn, practice, Some(id.into()), before, PAGE as i64).await?;
        let local = |at| server::clock::local(zone, at);
        Ok(rows.into_iter().filter_map(|row| history::store::entry(row, local)).collect())
    })
    .await
}
