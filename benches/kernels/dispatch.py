class Base:
    def __init__(self, size):
        self.size = size
    def area(self, k):
        return self.size + k
class Square(Base):
    def area(self, k):
        return self.size * self.size + k
class Bar(Base):
    def area(self, k):
        return super().area(k) * 2
class Dot:
    def area(self, k):
        return k
def main():
    shapes = []
    for i in range(300):
        kind = i % 3
        if kind == 0:
            shapes.append(Square(i))
        elif kind == 1:
            shapes.append(Bar(i))
        else:
            shapes.append(Dot())
    total = 0
    for r in range(7000):
        for s in shapes:
            total = (total + s.area(r)) % 1000003
    print("dispatch", total)
main()
