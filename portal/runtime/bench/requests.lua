-- wrk: every thread walks its own share of the requests in a file, so that no request is sent twice.
local number = 0
function setup(thread)
  thread:set("share", number)
  number = number + 1
end

function init(args)
  requests, at, threads = {}, 0, tonumber(args[2])
  local n = 0
  for line in io.lines(args[1]) do
    if n % threads == share then
      local method, path, headers, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
      local named = {}
      for name, value in headers:gmatch('"([^"]+)": ?"([^"]*)"') do named[name] = value end
      requests[#requests + 1] = wrk.format(method, path, named, body ~= "" and body or nil)
    end
    n = n + 1
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  io.write(string.format('RESULT {"requests": %d, "duration": %d, "errors": %d, "p50": %d, "p99": %d}',
    summary.requests, summary.duration, summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout, latency:percentile(50), latency:percentile(99)))
end
