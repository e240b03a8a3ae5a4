class TooLarge(Exception):
    pass
class Odd(Exception):
    pass
class Checker:
    def __init__(self):
        self.finished = 0
    def check(self, n):
        if n % 5 == 0:
            raise TooLarge("large " + str(n))
        if n % 3 == 0:
            raise Odd("odd")
        return n
    def guarded(self, n):
        try:
            return self.check(n)
        except Odd as e:
            return len(str(e))
        finally:
            self.finished += 1
def main():
    checker = Checker()
    total = 0
    for i in range(500000):
        try:
            total = (total + checker.guarded(i)) % 1000003
        except TooLarge as e:
            total += len(str(e))
    print("exceptions", total, checker.finished)
main()
