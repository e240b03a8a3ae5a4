-- Lua has no decimals: whole cents stand for them.
local net, tax = 0, 0
for i = 1, 600000 do
  local price = (i * 37) % 10007
  local line = price * (i % 9)
  net = net + line
  tax = tax + (line * 19 + 50) // 100
  if line > 50000 then net = net - 1 end
end
print(string.format("decimals %d.%02d %d.%02d", net // 100, net % 100, tax // 100, tax % 100))
