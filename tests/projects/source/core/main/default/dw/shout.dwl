%dw 2.0
input payload text/plain
output text/plain
---
upper(payload)
