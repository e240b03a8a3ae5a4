local Base = {}
Base.__index = Base
function Base:area(k) return self.size + k end
local Square = setmetatable({}, Base)
Square.__index = Square
function Square:area(k) return self.size * self.size + k end
local Bar = setmetatable({}, Base)
Bar.__index = Bar
function Bar:area(k) return Base.area(self, k) * 2 end
local Dot = {}
Dot.__index = Dot
function Dot:area(k) return k end
local shapes = {}
for i = 0, 299 do
  local kind = i % 3
  if kind == 0 then
    shapes[#shapes + 1] = setmetatable({size = i}, Square)
  elseif kind == 1 then
    shapes[#shapes + 1] = setmetatable({size = i}, Bar)
  else
    shapes[#shapes + 1] = setmetatable({}, Dot)
  end
end
local sum = 0
for round = 0, 6999 do
  for _, s in ipairs(shapes) do
    sum = (sum + s:area(round)) % 1000003
  end
end
print("dispatch " .. sum)
