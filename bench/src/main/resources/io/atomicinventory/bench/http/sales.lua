-- Sells in one store, each request under keys of its own: alone, or many in a batch.
-- Arguments after --: the run's name, the number of sales in a request (1 for singles), the product.
local threads = 0

function setup(thread)
  thread:set("thread_number", threads)
  threads = threads + 1
end

local body_of_one = '{"transactionId":"transaction-%s","items":[{"productId":"%s","quantity":1}]}'
local body_of_many =
  '{"idempotencyKey":"till-%s-attempt-1","transactionId":"transaction-%s","items":[{"productId":"%s","quantity":1}]}'

function init(args)
  prefix = args[1] .. "-" .. thread_number .. "-"
  batch = tonumber(args[2])
  product = args[3]
  made = 0
  wrk.headers["Content-Type"] = "application/json"
end

local function number()
  made = made + 1
  return prefix .. made
end

function request()
  if batch == 1 then
    local one = number()
    wrk.headers["Idempotency-Key"] = "till-" .. one .. "-attempt-1"
    return wrk.format("POST", nil, nil, string.format(body_of_one, one, product))
  end
  local sales = {}
  for i = 1, batch do
    local one = number()
    sales[i] = string.format(body_of_many, one, one, product)
  end
  return wrk.format("POST", nil, nil, '{"deductions":[' .. table.concat(sales, ",") .. "]}")
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %.0f %.0f\n",
    summary.requests, summary.duration, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
