local sum = 0
for round = 0, 19 do
  local by, order = {}, {}
  for i = 0, 9999 do
    local a = {name = "n" .. i, employees = i, industry = "I" .. i % 17}
    if i % 4 == 0 then a.description = a.name .. "!" end
    local members = by[a.industry]
    if members == nil then
      members = {}
      by[a.industry] = members
      order[#order + 1] = a.industry
    end
    members[#members + 1] = a
  end
  for _, industry in ipairs(order) do
    for _, a in ipairs(by[industry]) do
      a.employees = a.employees + 1
      sum = (sum + a.employees + #a.name) % 1000003
      if a.description ~= nil then sum = sum + 1 end
    end
  end
end
print("records " .. sum)
