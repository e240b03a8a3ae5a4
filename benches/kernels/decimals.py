from decimal import Decimal, ROUND_HALF_UP
def main():
    cent = Decimal("0.01")
    rate = Decimal("0.19")
    limit = Decimal("500.00")
    net = Decimal("0.00")
    tax = Decimal("0.00")
    for i in range(1, 600001):
        price = cent * (i * 37 % 10007)
        line = price * (i % 9)
        net += line
        tax += (line * rate).quantize(cent, rounding=ROUND_HALF_UP)
        if line > limit:
            net -= cent
    print("decimals", net, tax)
main()
