"""PINs and passwords that everybody uses: the ones the rules in `secrets` do not see by themselves.

Put together from what a keypad, a keyboard and habit in Iran and elsewhere suggest; short on
purpose, since runs, repeats, dates and single words with digits are refused by rule.
"""

PINS = frozenset(
    """
    159753 753159 159357 357159 951753 753951 951357 357951 147852 852147 147896 896147 963258
    258963 741258 963741 741963 852741 852963 963852 456852 852456 258456 456258 654852 789632
    321478 478963 236987 124578 235689 134679 976431 197346 139713 179317 173951 246813 135246
    246135 135798 102030 203040 405060 506070 708090 010203 100200 100100 200100 102938 192837
    918273 564738 162534 142536 415263 362514 123654 654123 321456 456321 123987 987123 321987
    789321 987456 456987 654789 789654 123450 123457 123459 123467 123478 123489 123568 123578
    123679 123890 012340 012347 098123 110786 786110 313110 110313 110114 110120 911911 112358
    314159 271828 161803 141421 173205 520131 131420 521314 147369 258147 369147 741369 159951
    420247 247365 365247 724365 007123 123007 101112 111213 121314 131415 141516 151617 161718
    171819 181920 202122 212223 222324 232425 242526 252627 272829 192021 303132 404142 505152
    234561 345612 561234 612345 213456 132456 124356 123546 123465 132435 243546 354657 465768
    """.split()  # noqa: SIM905 - a word list reads better than 100 quoted words
)

PASSWORDS = frozenset(
    """
    1234567890 0123456789 9876543210 0987654321 1234567891 12345678910 123456789a a123456789
    123456789q q123456789 1234567890q 12345678900 qwertyuiop qwertyuiop123 asdfghjkl; zxcvbnm,./
    1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6 1qaz2wsx3edc 1qazxsw23edc zaq12wsxcde3
    zaq1xsw2cde3 !qaz2wsx3edc qazwsxedcrfv qazwsxedc123 qweasdzxc123 qweasdzxc1 asdfghjkl123
    asdfghjkl1 zxcvbnm123 zxcvbnm1234 abcd1234567 abc1234567 abcde12345 12345abcde 12345qwert
    qwert12345 123qweasdzxc 1234qwerasdf qwer1234asdf asdf1234qwer 147258369 1472583690
    7894561230 3216549870 passw0rd123 p@ssw0rd123 p@ssword123 p@$$w0rd123 pa55word123
    iloveyou123 iloveyou1234 letmein1234 welcome1234 superman123 football123 baseball123
    changeme123 default1234 trustno1trustno1
    ضصثقفغعهخح شسیبلاتنمک 1400140014 1401140114 1234512345 1122334455 9988776655 5544332211
    0912345678 09123456789 09121234567 02112345678 loyaldesk loyaldesk123
    """.split()  # noqa: SIM905 - a word list reads better than 100 quoted words
)

PASSWORD_WORDS = frozenset(
    """
    password passwort passw0rd p@ssw0rd p@ssword administrator admin root user guest test demo
    manager owner cashier shop store market supermarket welcome letmein changeme default secret
    mypassword thepassword newpassword iloveyou loveyou sunshine princess football baseball
    superman batman dragon monkey master shadow michael jennifer computer internet samsung iphone
    google facebook instagram telegram whatsapp windows android qwerty qwertyuiop azerty asdfgh
    asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc abc abcd abcde abcdef loyaldesk
    iran irani iranian tehran isfahan esfahan shiraz mashhad tabriz persian persepolis perspolis
    esteghlal sepahan salam salaam mohammad mohamad muhammad hossein hosein hasan alireza
    mohammadreza mahdi mehdi reza abolfazl fatemeh fateme zahra maryam zeynab zeinab
    رمز رمزعبور گذرواژه پسورد مدیر مالک صندوق فروشگاه باشگاه سلام ایران تهران پرسپولیس استقلال
    محمد علی حسین حسن رضا مهدی علیرضا محمدرضا ابوالفضل فاطمه زهرا مریم زینب دوستتدارم
    """.split()  # noqa: SIM905 - a word list reads better than 100 quoted words
)
