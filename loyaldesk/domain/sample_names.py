"""Names, streets, wares and notes of the sample shop, in Persian and in Latin letters."""

from typing import NamedTuple


class Pair(NamedTuple):
    """One word of the sample shop in both languages."""

    fa: str
    en: str

    def of(self, language: str) -> str:
        """Return the word as *language* writes it."""
        return self.fa if language == "fa" else self.en


def _pairs(text: str) -> tuple[Pair, ...]:
    """Read ``fa=en`` entries parted by ``;`` or line ends, the most frequent first."""
    entries = (entry.strip() for entry in text.replace("\n", ";").split(";"))
    return tuple(Pair(*entry.split("=")) for entry in entries if entry)


MEN = _pairs("""
محمد=Mohammad; علی=Ali; حسین=Hossein; مهدی=Mehdi; رضا=Reza; امیرحسین=Amirhossein; حسن=Hassan
احمد=Ahmad; محمدرضا=Mohammadreza; امیر=Amir; ابوالفضل=Abolfazl; عباس=Abbas; سعید=Saeed
علی‌رضا=Alireza; حمید=Hamid; مجید=Majid; محسن=Mohsen; حمیدرضا=Hamidreza; محمود=Mahmoud
محمدعلی=Mohammadali; مصطفی=Mostafa; جواد=Javad; اکبر=Akbar; امیرعلی=Amirali; ابراهیم=Ebrahim
مسعود=Masoud; وحید=Vahid; بهروز=Behrouz; غلام‌رضا=Gholamreza; محمدحسین=Mohammadhossein
آرش=Arash; پویا=Pouya; امید=Omid; کامران=Kamran; بهزاد=Behzad; داوود=Davoud; فرهاد=Farhad
یوسف=Yousef; اسماعیل=Esmaeil; نیما=Nima; سینا=Sina; کیان=Kian; بابک=Babak; رامین=Ramin
سهراب=Sohrab; عبدالله=Abdollah; شهرام=Shahram; پیمان=Peyman; فرشید=Farshid; سیاوش=Siavash
میلاد=Milad; منوچهر=Manouchehr; آرمان=Arman; هومن=Houman; شاهین=Shahin; جعفر=Jafar
مرتضی=Morteza; روح‌الله=Rouhollah; یاسین=Yasin; پارسا=Parsa
""")

WOMEN = _pairs("""
فاطمه=Fatemeh; زهرا=Zahra; مریم=Maryam; معصومه=Masoumeh; زینب=Zeinab; سمیه=Somayeh
لیلا=Leila; اعظم=Azam; نرگس=Narges; مینا=Mina; الهام=Elham; طاهره=Tahereh; سارا=Sara
مهناز=Mahnaz; ریحانه=Reyhaneh; نسرین=Nasrin; پروین=Parvin; شهلا=Shahla; الهه=Elaheh
راضیه=Razieh; فرشته=Fereshteh; نازنین=Nazanin; مرضیه=Marzieh; هانیه=Hanieh; ندا=Neda
سمانه=Samaneh; مژگان=Mozhgan; آزاده=Azadeh; شیما=Shima; نیلوفر=Niloufar; پریسا=Parisa
زهره=Zohreh; اکرم=Akram; مهسا=Mahsa; سحر=Sahar; آرزو=Arezou; شیرین=Shirin; فریبا=Fariba
مهین=Mahin; نگار=Negar; سوسن=Sousan; کبری=Kobra; بهاره=Bahareh; یاسمن=Yasaman; هدیه=Hedieh
گلناز=Golnaz; مونا=Mona; آیدا=Aida; پگاه=Pegah; ستایش=Setayesh; ام‌البنین=Ommolbanin
فرزانه=Farzaneh; سپیده=Sepideh; رقیه=Roghayeh; منیژه=Manijeh; ترانه=Taraneh; فهیمه=Fahimeh
بی‌بی‌زهرا=Bibizahra; گل‌آرا=Golara; آناهیتا=Anahita
""")

SURNAMES = _pairs("""
محمدی=Mohammadi; حسینی=Hosseini; احمدی=Ahmadi; رضایی=Rezaei; مرادی=Moradi; حیدری=Heydari
کریمی=Karimi; جعفری=Jafari; قاسمی=Ghasemi; محمودی=Mahmoudi; رحیمی=Rahimi; موسوی=Mousavi
هاشمی=Hashemi; صادقی=Sadeghi; ابراهیمی=Ebrahimi; اکبری=Akbari; حسنی=Hassani; عباسی=Abbasi
نوری=Nouri; علیزاده=Alizadeh; شریفی=Sharifi; سلیمانی=Soleimani; یوسفی=Yousefi; رستمی=Rostami
امینی=Amini; صالحی=Salehi; نجفی=Najafi; اسدی=Asadi; کاظمی=Kazemi; طاهری=Taheri; قربانی=Ghorbani
میرزایی=Mirzaei; باقری=Bagheri; امیری=Amiri; فرهادی=Farhadi; اسماعیلی=Esmaeili; مهدوی=Mahdavi
زارعی=Zarei; یعقوبی=Yaghoubi; فتحی=Fathi; حسن‌زاده=Hassanzadeh; شفیعی=Shafiei; بهرامی=Bahrami
رحمانی=Rahmani; ملکی=Maleki; عزیزی=Azizi; کرمی=Karami; نظری=Nazari; داوودی=Davoudi
حسین‌زاده=Hosseinzadeh; جلالی=Jalali; خسروی=Khosravi; سعیدی=Saeedi; محمدپور=Mohammadpour
توکلی=Tavakoli; پناهی=Panahi; کیانی=Kiani; غلامی=Gholami; عسگری=Asgari; رفیعی=Rafiei
منصوری=Mansouri; طالبی=Talebi; ناصری=Naseri; حاتمی=Hatami; صفایی=Safaei; فلاح=Fallah
یزدانی=Yazdani; شیرازی=Shirazi; اصفهانی=Esfahani; تهرانی=Tehrani; کاشانی=Kashani; نیک‌نام=Niknam
بختیاری=Bakhtiari; موحد=Movahed; سلطانی=Soltani; حقیقی=Haghighi; پورمحمدی=Pourmohammadi
قنبری=Ghanbari; لطفی=Lotfi; خلیلی=Khalili; میرحسینی=Mirhosseini; هاشمی‌نژاد=Hasheminejad
عبداللهی=Abdollahi; شجاعی=Shojaei; معتمدی=Motamedi; فراهانی=Farahani; گودرزی=Goudarzi
نادری=Naderi; خدایی=Khodaei; رنجبر=Ranjbar; جوادی=Javadi; ذوالفقاری=Zolfaghari; کمالی=Kamali
صدری=Sadri; بیات=Bayat; افشار=Afshar; شمس=Shams; ابوطالبی=Aboutalebi; دهقان=Dehghan
ده‌نوی=Dehnavi; آقاجانی=Aghajani; ضیایی=Ziaei; سرمدی=Sarmadi; مظفری=Mozaffari; ثابتی=Sabeti
فیروزی=Firouzi; پاکدل=Pakdel; وثوقی=Vosoughi; ایزدی=Izadi; حجازی=Hejazi; غفاری=Ghaffari
ژاله‌پور=Zhalehpour; چگینی=Chegini; بهشتی=Beheshti; نصیری=Nasiri; آذری=Azari; گلچین=Golchin
""")

LATIN_NAMES = (
    ("Anna", "Petrosyan"), ("Robert", "Davidian"), ("Sara", "Ahmadi"), ("Nina", "Schmidt"),
    ("Kian", "Rostami"), ("Mahsa", "O'Brien"), ("Raj", "Sharma"), ("Edwin", "Babayan"),
)  # fmt: skip
"""Members who gave their name in Latin letters, whatever the shop writes."""

COMPANIES = _pairs("""
شرکت پخش کوثر=Kowsar Distribution Co.; داروخانهٔ دکتر نوری=Dr Nouri Pharmacy
کافه باران=Baran Café; رستوران سنتی گلستان=Golestan Restaurant; مهدکودک ستاره=Setareh Nursery
دفتر مهندسی آریا=Arya Engineering; آموزشگاه زبان سپهر=Sepehr Language School
کلینیک دندان‌پزشکی لبخند=Labkhand Dental Clinic; شرکت حسابرسی امین=Amin Audit Co.
آژانس مسافرتی پرواز=Parvaz Travel; نانوایی سنگک محله=Neighbourhood Bakery
باشگاه ورزشی آرمان=Arman Gym; چاپخانهٔ نقش=Naghsh Print House; دبستان اندیشه=Andisheh School
""")

STREETS = _pairs("""
خیابان شریعتی=Shariati St; خیابان ولیعصر=Valiasr St; خیابان انقلاب=Enghelab St
خیابان سهروردی شمالی=North Sohrevardi St; خیابان مطهری=Motahari St; خیابان بهار=Bahar St
خیابان خواجه‌نصیر=Khajeh Nasir St; خیابان معلم=Moallem St; خیابان ملک=Malek St
خیابان دولت=Dowlat St; بلوار میرداماد=Mirdamad Blvd; خیابان پاسداران=Pasdaran St
خیابان جمهوری=Jomhouri St; خیابان سعدی=Saadi St; خیابان حافظ=Hafez St
""")

ALLEYS = _pairs("""
کوچهٔ یاس=Yas Alley; کوچهٔ نسترن=Nastaran Alley; کوچهٔ شهید احمدی=Ahmadi Alley
کوچهٔ بهارستان=Baharestan Alley; کوچهٔ مریم=Maryam Alley; بن‌بست گلها=Golha Dead End
کوچهٔ سرو=Sarv Alley; کوچهٔ مهتاب=Mahtab Alley; کوچهٔ نارون=Narvan Alley; کوچهٔ پونه=Pouneh Alley
""")

WARES = _pairs("""
برنج ایرانی=Iranian rice; لبنیات=dairy; میوهٔ تازه=fresh fruit; چای و قهوه=tea and coffee
آجیل و خشکبار=nuts and dried fruit; نان تازه=fresh bread; شیرینی=sweets; گوشت و مرغ=meat and poultry
شوینده=detergents; زعفران و ادویه=saffron and spices; روغن زیتون=olive oil; غذای کودک=baby food
محصول ارگانیک=organic goods; پنیر لیقوان=Lighvan cheese; عسل طبیعی=natural honey
بدون قند=sugar free
""")

TAGS = _pairs("""
محله=neighbour; خرید عمده=bulk buyer; تحویل در منزل=home delivery; معرف=brings friends
کارمند بانک=bank employee; خانوادهٔ پرجمعیت=large family; آشنای قدیمی=long known; دانشجو=student
""")

NOTES = _pairs("""
عصرها بعد از ساعت ۶ می‌آید.=Comes in the evening after six.
کیسهٔ پارچه‌ای خودش را می‌آورد.=Brings an own cloth bag.
قهوه را همان‌جا آسیاب‌شده می‌خواهد.=Wants the coffee ground in the shop.
برای نذری خرید عمده دارد و از قبل خبر می‌دهد.=Buys in bulk for votive meals.
ترجیح می‌دهد پیامک بگیرد و تلفن نشود.=Prefers a text message to a call.
سفارش را تا دم در ببرید، آسانسور ندارد.=Please carry to the door: no lift.
پنجشنبه‌ها با نوه‌اش می‌آید.=Comes with a grandchild on Thursdays.
از تازگی نان ما راضی است.=Likes how fresh our bread is.
""")

PASSING_BY = Pair("گذری", "Passing by")
FRIEND = Pair("معرفی آشنا", "A friend")
SOURCES = (
    PASSING_BY,
    FRIEND,
    Pair("اینستاگرام", "Instagram"),
    Pair("تبلیغ", "Advertisement"),
    Pair("وب‌سایت", "Website"),
)
"""How members came, in the words the form of a member offers."""

HONORIFICS = {
    "mr": Pair("آقای", "Mr"),
    "ms": Pair("خانم", "Ms"),
    "dr": Pair("دکتر", "Dr"),
    "engineer": Pair("مهندس", "Eng."),
    "haj": Pair("حاج‌آقا", "Haj"),
    "sayyed": Pair("سید", "Sayyed"),
}

MOBILE_PREFIXES = (
    "912", "912", "912", "912", "935", "919", "936", "937", "910", "938", "902", "921", "901",
    "930", "939", "933", "990", "903", "922", "911", "913", "991", "914", "915", "917", "916",
    "918", "905", "920", "904", "992", "994",
)  # fmt: skip
"""Prefixes in use after +98, the usual ones of Tehran repeated; no operator is inferred."""

PLACE_CODES = ("001", "002", "003", "004", "005", "006", "007", "008", "031", "043", "127", "228")
"""First three digits of a national id: where it was issued, mostly Tehran."""
