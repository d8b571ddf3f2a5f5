use petsage_client::apis::configuration::Configuration;
use petsage_client::apis::system_api::{get_smoke_test, GetSmokeTestError};
use petsage_client::apis::{Error, ResponseContent};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error<GetSmokeTestError>> {
    let mut configuration = Configuration::new();
    configuration.base_path = std::env::args().nth(1).unwrap_or("http://localhost:3000".into());
    match get_smoke_test(&configuration).await {
        Ok(result) => {
            println!("status: {:?}", result.status);
            println!("message: {}", result.message);
            println!("timestamp: {}", result.timestamp.to_rfc3339());
        }
        // The variant says nothing of the status: whatever reads as a problem is the first one.
        Err(Error::ResponseError(ResponseContent {
            entity: Some(GetSmokeTestError::Status503(problem) | GetSmokeTestError::DefaultResponse(problem)),
            ..
        })) => {
            println!("problem: {} {}", problem.status, problem.title);
            println!("detail: {}", problem.detail);
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
