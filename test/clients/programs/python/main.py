import sys

from petsage_client import ApiClient, ApiException, Configuration, Problem, SystemApi

host = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:3000"
# Without retries=False a 503 is asked for again after its Retry-After, three times.
with ApiClient(Configuration(host=host, retries=False)) as client:
    try:
        result = SystemApi(client).get_smoke_test()
        print("status:", result.status)
        print("message:", result.message)
        print("timestamp:", result.timestamp.isoformat())
    except ApiException as error:
        if not isinstance(error.data, Problem):
            raise
        print("problem:", error.data.status, error.data.title)
        print("detail:", error.data.detail)
