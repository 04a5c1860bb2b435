//! Files, by the addresses that answers have of them.

use gorgias_client::{
    Attachment,
    serde_json::{from_value, json},
};

use crate::stage::Stage;

/// The attachment of a message with this address is asked for by this line, or refused with this sentence.
async fn check(url: &str, expected: &str) {
    let stage = Stage::answering(&json!("what is in it"));
    let attachment = json!({"url": url, "content_type": "image/png"});
    let attachment: Attachment = from_value(attachment).unwrap();
    match stage.client().open(&attachment.url).await {
        Ok(file) => {
            assert_eq!(stage.line(), expected);
            assert_eq!(file.bytes().await.unwrap(), "\"what is in it\"");
        }
        Err(error) => assert!(!stage.was_called() && error.to_string() == expected, "{error}"),
    }
}

#[tokio::test]
async fn the_address_of_an_attachment_leads_to_it() {
    let line = "GET /api/attachment/download/q8v2w1/box-6a1f.png";
    check("https://acme.gorgias.com/api/attachment/download/q8v2w1/box-6a1f.png", line).await;
    check("https://acme.gorgias.com/attachment/download/q8v2w1/box-6a1f.png", line).await;
    check("https://acme.gorgias.com/attachments/q8v2w1/box-6a1f.png", line).await;
    check(
        "https://acme.gorgias.com/attachments/q8v2w1/gift%20card.pdf",
        "GET /api/attachment/download/q8v2w1/gift%20card.pdf",
    )
    .await;
    check(
        "https://acme.gorgias.com/api/users/1",
        "nothing was sent, because `url` is on the host of the account, and no address of a file there: \
         give the `url` of a file or of an attachment",
    )
    .await;
}

#[tokio::test]
async fn a_download_is_opened_as_well_as_awaited() {
    let stage = Stage::answering(&json!("what is in it"));
    let download = stage.client().files().download("attachment", "q8v2w1", "box.png");
    let file = download.open().await.unwrap();
    assert_eq!((file.status(), file.size(), file.name()), (200, None, None));
    assert_eq!(stage.line(), "GET /api/attachment/download/q8v2w1/box.png");
}
