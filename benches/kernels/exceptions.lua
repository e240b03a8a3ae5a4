local TooLarge, Odd = {}, {}
local finished = 0
local function check(n)
  if n % 5 == 0 then error({kind = TooLarge, message = "large " .. n}) end
  if n % 3 == 0 then error({kind = Odd, message = "odd"}) end
  return n
end
local function guarded(n)
  local ok, result = pcall(check, n)
  finished = finished + 1
  if ok then return result end
  if result.kind == Odd then return #result.message end
  error(result)
end
local sum = 0
for i = 0, 499999 do
  local ok, result = pcall(guarded, i)
  if ok then
    sum = (sum + result) % 1000003
  elseif result.kind == TooLarge then
    sum = sum + #result.message
  else
    error(result)
  end
end
print("exceptions " .. sum .. " " .. finished)
