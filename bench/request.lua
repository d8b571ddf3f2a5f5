-- The method and the body of a request for wrk, from the environment; a large body is too long for the environment itself.
wrk.method = os.getenv("BENCH_METHOD")
local body = io.open(os.getenv("BENCH_BODY_FILE"), "rb")
wrk.body = body:read("*a")
body:close()
