//! tokio-postgres before the sample shop.
use futures_util::{future, StreamExt, TryStreamExt};
use serde_json::json;
use std::{env, time::Duration};
use tokio_postgres::{Client, Config, Error, NoTls};

fn var(name: &str) -> String {
    env::var(name).unwrap()
}

async fn connect(user: &str, password: &str) -> Result<Client, Error> {
    let (client, connection) = Config::new()
        .host(&var("PGHOST"))
        .port(var("PGPORT").parse().unwrap())
        .dbname(&var("PGDATABASE"))
        .user(user)
        .password(password)
        .connect(NoTls)
        .await?;
    tokio::spawn(connection);
    Ok(client)
}

fn state(error: Error) -> String {
    match error.code() {
        Some(code) => code.code().to_string(),
        None => error.to_string(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut client = connect("storefront", &var("STOREFRONT_PASSWORD")).await?;
    let ssn: String = client.query_one("SELECT ssn FROM customers WHERE id = $1", &[&1i64]).await?.get(0);

    let analyst = connect("analyst/analytics", &var("ANALYST_PASSWORD")).await?;
    let names: i64 = analyst.query_one("SELECT count(name) FROM customers", &[]).await?.get(0);

    let nth = client.prepare("SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET $1").await?;
    // The three are sent before any is answered.
    let prepared: Vec<i64> = future::try_join3(
        client.query_one(&nth, &[&0i64]),
        client.query_one(&nth, &[&1i64]),
        client.query_one(&nth, &[&2i64]),
    )
    .await
    .map(|(a, b, c)| vec![a.get(0), b.get(0), c.get(0)])?;

    let transaction = client.transaction().await?;
    let portal = transaction.bind("SELECT id FROM customers", &[]).await?;
    let mut portal_rows = 0;
    loop {
        let some = transaction.query_portal(&portal, 17).await?;
        if some.is_empty() {
            break;
        }
        portal_rows += some.len();
    }
    transaction.execute("UPDATE customers SET phone = 'rust' WHERE id = 1", &[]).await?;
    transaction.rollback().await?;
    let phone: Option<String> = client.query_one("SELECT phone FROM customers WHERE id = 1", &[]).await?.get(0);

    let unknown = state(client.query("SELECT nonsense FROM customers", &[]).await.unwrap_err());
    let transaction = client.transaction().await?;
    let refused = state(transaction.execute("DELETE FROM products WHERE sku = $1", &[&"x"]).await.unwrap_err());
    let failed = state(transaction.query("SELECT 1", &[]).await.unwrap_err());
    transaction.rollback().await?;

    let out = client.copy_out("COPY (SELECT id, ssn FROM customers) TO STDOUT").await?;
    let bytes = out.map_ok(|chunk| chunk.to_vec()).boxed_local().try_concat().await?;
    let copied = bytes.iter().filter(|&&byte| byte == b'\n').count();

    let token = client.cancel_token();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        token.cancel_query(NoTls).await.unwrap();
    });
    let cancelled = state(client.batch_execute("SELECT count(*) FROM generate_series(1, 2000000000)").await.unwrap_err());
    let after: i32 = client.query_one("SELECT 1", &[]).await?.get(0);
    let wrong = state(connect("storefront", "guess").await.err().unwrap());

    println!(
        "{}",
        json!({
            "driver": "tokio-postgres", "ssn": ssn, "analystNames": names, "prepared": prepared, "portalRows": portal_rows,
            "phoneUndone": phone.as_deref() != Some("rust"), "errors": [unknown, refused, failed], "copied": copied,
            "cancelled": cancelled, "afterCancel": after, "wrongPassword": wrong,
        })
    );
    Ok(())
}
