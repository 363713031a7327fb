"""The names, posts and countries that the people who sign the demonstration are put from."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class People:
    """Names that are put together by chance.

    A "_" stands for a space within a name. "her|his" are the forms for a woman and for a man. A
    post is "role @ affiliation", and who holds one lives in the first of the countries.
    """

    count: int
    countries: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    posts: tuple[str, ...]
    pattern: str = "{given} {family}"


def _people(  # noqa: PLR0917 A table, of which each call is a row.
    count: int, countries: str, women: str, men: str, families: str, posts: str, pattern: str = ""
) -> People:
    return People(
        count,
        tuple(countries.split()),
        tuple(women.split()),
        tuple(men.split()),
        tuple(families.split()),
        tuple(line.strip() for line in posts.strip().splitlines()),
        pattern or "{given} {family}",
    )


PEOPLES: Final = (
    _people(
        24, "GB GB GB IE CA US NZ AU",
        "Maeve Rosalind Harriet Imogen Philippa Deirdre Winifred Joan Tamsin Ngaire Beth Moira",
        "Alasdair Gareth Declan Rupert Ewan Colm Desmond Alban Hamish Wilfred Ross Niall",
        "Ashgrove Fennimore Tolliver O’Hanrahan Wetherley MacCraddock Pellington Quillfeather"
        " Stannard Harkaway Brackenridge Thwaite-Lowe Merriwick Dunleary Penhallick Oakshott",
        """
        Night nurse @ St Orlan’s Hospital
        Reader in hydrology @ University of Westermoor
        Retired lock keeper @ Fennbridge Navigation
        Head of collections @ Quayside County Archive
        Ferry skipper @ Larkmouth Passenger Ferries
        Geography teacher @ Hollin Brook School
        """,
    ),
    _people(
        22, "FR FR FR BE CH SN CM",
        "Solène Maëlle Bérengère Aïssatou Odile Clémence Fatou Héloïse Noémie Ghislaine Rokhaya",
        "Gaëtan Loïc Mamadou Anselme Thibault Ousmane Régis Corentin Jérôme Cheikh Étienne",
        "Vauquelière Darnoncourt Mbodjène Lestrignac Pérouzel Kerlévenan Diatoumé Chassignolles"
        " Brunetière Montferrey Ndoulaye Tournebride Rochebrène Santerval Guilhaumou",
        """
        Éclusière|Éclusier @ Canal des Trois-Vallées
        Conservatrice|Conservateur @ Archives départementales du Haut-Val
        Infirmière|Infirmier @ Hôpital des Deux-Rives
        Enseignante-chercheuse|Enseignant-chercheur @ Université du Lac
        Bibliothécaire @ Médiathèque du Vieux-Pont
        """,
    ),
    _people(
        15, "DE DE AT CH",
        "Friederike Annelore Swantje Roswitha Heidrun Leonie Mechthild Gesine Ulrike",
        "Eckhard Joost Alwin Torben Meinrad Lorenz Wendelin Günther Rüdiger",
        "Wasserthal Brückmoser Finkenauer Holzäpfler Mühlgraber Sandvoß Deichgräber Lerchental"
        " Pfeilsticker Uferkamp Zöllmann Krähenbühler",
        """
        Archivarin|Archivar @ Stadtarchiv Niederwehr
        Notfallsanitäterin|Notfallsanitäter @ Rettungsdienst Oberaue
        Hydrologin|Hydrologe @ Institut für Flussgeschichte
        Fährfrau|Fährmann @ Fähre Altwasser
        """,
    ),
    _people(
        18, "CO CO MX ES CL AR PE",
        "Marisol Itziar Consuelo Ximena Yolanda Milagros Rocío Nayeli Begoña Luz_Amparo",
        "Evaristo Íñigo Baltasar Leandro Ramiro Hernán Efraín Nicanor Óscar_Iván Fermín",
        "Aguasvivas_Roldán Quintanar_Peña Ríosseco_Tobón Huamaní_Salcedo Etxarri_Lamas"
        " Montejano_Ruz Cifuentes_Aranzábal Bedoya_Orjuela Piñeres_Calvo Yáñez_Montoro"
        " Ospina_Villarmal Zamudio_Nava",
        """
        Enfermera|Enfermero @ Hospital San Telmo del Río
        Profesora de hidráulica|Profesor de hidráulica @ Universidad del Páramo
        Bibliotecaria|Bibliotecario @ Biblioteca Popular La Barca
        Lanchera|Lanchero @ Cooperativa El Remanso
        """,
    ),
    _people(
        11, "BR BR PT MZ",
        "Conceição Jandira Graça Iracema Lurdes Tainá Benedita Inês",
        "Adalberto Joaquim Raimundo Zeferino Tomé Davi Honório Estêvão",
        "Ribeiral_Falcão Valadão_Pires Salgueirinho Caminhoá Brandonal Sertanal_Luz"
        " Mourão_Teles Fontainha Guimarelos Vasconde",
        """
        Enfermeira|Enfermeiro @ Hospital da Ribeira Grande do Norte
        Arquivista @ Arquivo Público das Águas
        Barqueira|Barqueiro @ Cooperativa Travessia
        """,
    ),
    _people(
        10, "IT IT CH",
        "Ornella Fiammetta Loredana Ginevra Mirella Immacolata",
        "Ermanno Ludovico Saverio Gaspare Corrado Niccolò",
        "Acquafresca Pontevivo Bellarosa Argenti_Rivalta Casagrandi Fossalunga"
        " Tracanella Valdimora Roncastella",
        """
        Infermiera|Infermiere @ Ospedale di Borgofiume
        Direttrice|Direttore @ Archivio delle Bonifiche
        Idrologa|Idrologo @ Consorzio Acque Alte
        """,
    ),
    _people(
        12, "NL NL BE SR",
        "Marijke Femke Jorinde Hanneke Lieke Sietske Chantal",
        "Wouter Sjoerd Diederik Joost Rinus Bastiaan Harmen",
        "van_der_Waterinckx Dijkshoren Sluisma ter_Horstink Veerbeek de_Oeverling Brouwsema"
        " van_Peilen Rietkerken Zeegersma",
        """
        Sluiswachter @ Sluis De Drie Merels
        Dijkwacht @ Waterschap Laag-Meren
        Archivaris @ Gemeentearchief Oudveer
        Huisarts @ Praktijk aan de Kade
        """,
    ),
    _people(
        10, "PL",
        "Bożena Małgorzata Jagoda Wiesława Łucja Żaneta",
        "Zdzisław Bogumił Przemysław Ścibor Wacław Mieszko",
        "Wodnicka|Wodnicki Brzegowska|Brzegowski Rzeczycówna|Rzeczyc Zaporowska|Zaporowski"
        " Łęgowicz Mostowiak-Żur Śluzicka|Śluzicki Grobelna|Grobelny",
        """
        Pielęgniarka|Pielęgniarz @ Szpital Powiatowy w Zarzeczu Górnym
        Hydrolożka|Hydrolog @ Pracownia Wielkiej Wody
        Bibliotekarka|Bibliotekarz @ Biblioteka pod Jazem
        """,
    ),
    _people(
        6, "CZ CZ SK",
        "Květoslava Ludmila Zdeňka Štěpánka Božena",
        "Čeněk Řehoř Vojtěch Bohuslav Matouš",
        "Jezdecká|Jezdecký Hrázková|Hrázek Přívozná|Přívozný Vrbenská|Vrbenský Ječmínková|Ječmínek"
        " Řehákovská|Řehákovský",
        """
        Zdravotní sestra|Zdravotní bratr @ Nemocnice Podskalí
        Archivářka|Archivář @ Okresní archiv Brodek
        """,
    ),
    _people(
        6, "HU HU HU RO",
        "Zsófia Piroska Ildikó Enikő Réka",
        "Lőrinc Gergő Zsombor Árpád Ödön",
        "Vízvári Gáthalmi Révhegyi Szűcsvári Zsilinszki Kőrösligeti",
        """
        gátőr @ Fűzfási Gátőrház
        levéltáros @ Árvízi Levéltár
        """,
        "{family} {given}",
    ),
    _people(
        5, "SE",
        "Ingegerd Gunnhild Åsa Solveig",
        "Håkan Jörgen Torbjörn Sixten",
        "Strömhage Vattnedal Åkerbrygge Fosslind Älvestrand Broqvist",
        """
        Hydrolog @ Mälarstrands mätstation
        Arkivarie @ Översvämningsarkivet
        """,
    ),
    _people(
        4, "NO DK",
        "Sølvi Aase Ragnhild",
        "Bjørnar Åsmund Øystein",
        "Elvebråten Fossnes Brønderud Sjøhaugen",
        """
        Sykepleier @ Nordvik sykehus
        Elvevokter @ Fossnes målestasjon
        """,
    ),
    _people(
        4, "FI",
        "Aino Päivi Tuulikki",
        "Väinö Jyrki Ahti",
        "Koskelmo Jokivarsi Rantamäki-Salo Tulvaniemi",
        """
        Hydrologi @ Pienten jokien laitos
        Sairaanhoitaja @ Rantakylän sairaala
        """,
    ),
    _people(
        24, "IR IR IR AF",
        "مهرنوش پروانه شیرین‌دخت گلاره مینا نرگس فرشته ترانه ماهرخ سیمین‌بر رودابه",
        "بهرنگ سیاوش خسرو فرامرز آرمان کیوان مازیار هوشنگ رستم نیما بردیا",
        "رودباری‌نژاد آب‌شناس پلبندان سیلابیان کوهسارپور چشمه‌سری بندری‌فر میراب‌زاده جویباریان"
        " نیستانی‌پور دشت‌آرا کرانه‌ای آسیابان‌پور ابریشم‌باف",
        """
        پرستار @ بیمارستان سپیدار
        استاد آب‌شناسی @ دانشگاه رودکنار
        کتابدار @ کتابخانهٔ مردمی مهرآب
        بایگان @ مرکز اسناد آب
        میراب @ انجمن میرابان دشت
        """,
    ),
    _people(
        18, "EG MA LB JO TN IQ SD",
        "سلمى ياسمين نوال هناء رباب زينب وداد أمينة سهام غادة",
        "طارق منصور إلياس بشير نادر سفيان هيثم عبد_الغني مروان يونس",
        "الساقي الضفافي الجسري المراكبي بن_وادي الشاطئي الفيضاوي البردعاني الحبّاري القنواتي"
        " أبو_العين المرساوي",
        """
        ممرضة|ممرض @ مستشفى الضفتين
        أستاذة علم المياه|أستاذ علم المياه @ جامعة الوادي الأخضر
        أمينة مكتبة|أمين مكتبة @ مكتبة الميناء الشعبية
        مؤرشفة|مؤرشف @ دار سجلات النهر
        """,
    ),
    _people(
        12, "GR GR CY",
        "Ευανθία Δέσποινα Κλειώ Θεοδώρα Μυρτώ Φωτεινή",
        "Λεωνίδας Στυλιανός Αριστείδης Θρασύβουλος Παντελής Ιάσονας",
        "Ποταμιάνου|Ποταμιανός Γεφυράκη|Γεφυράκης Νερομύλου|Νερομύλος Καραβολιά|Καραβολιάς"
        " Ρεματίδου|Ρεματίδης Πηγαδιώτη|Πηγαδιώτης Βαρκαρίδου|Βαρκαρίδης",
        """
        Νοσηλεύτρια|Νοσηλευτής @ Νοσοκομείο Άνω Γεφύρας
        Αρχειονόμος @ Αρχείο Υδάτων
        Υδρολόγος @ Εργαστήριο Ποταμών
        """,
    ),
    _people(
        10, "UA",
        "Оксана Соломія Мирослава Ярина Лесяна Ганна",
        "Остап Тарас Любомир Северин Данило Назарій",
        "Прибережна|Прибережний Перевізнюк Гребляненко Річковенко Бродівська|Бродівський"
        " Водолазченко Мостиська|Мостиський",
        """
        медсестра|медбрат @ Лікарня «Затон»
        гідрологиня|гідролог @ Лабораторія малих річок
        архіваріуска|архіваріус @ Архів Великої Води
        """,
    ),
    _people(
        6, "RS RS ME",
        "Милица Радмила Јелена Вукосава",
        "Драгиша Предраг Љубиша Немања",
        "Бродарић Воденичарић Скелеџић Наводић Језеркић Ђумрукчић",
        """
        хидролог @ Завод за мале реке
        архивист @ Архив Стари мост
        """,
    ),
    _people(
        6, "BG",
        "Десислава Ралица Бисерка Йорданка",
        "Асен Радослав Огнян Калоян",
        "Водичарова|Водичаров Бродищарска|Бродищарски Речкова|Речков Вирянова|Вирянов"
        " Щърбанова|Щърбанов",
        """
        медицинска сестра|медицински брат @ Болница „Двата бряга“
        библиотекар @ Читалище „Старият брод“
        """,
    ),
    _people(
        10, "CN SG MY",
        "雨萱 静姝 若溪 慧敏 映雪 书瑶 清漪",
        "浩然 志远 景行 思源 立诚 明川 承泽",
        "沈 陆 邵 翁 汤 贺 柯 阮 司徒 欧阳 洪 涂",
        """
        水文工程师 @ 青溪水文站
        护士 @ 两岸医院
        图书馆员 @ 临水图书馆
        """,
        "{family}{given}",
    ),
    _people(
        10, "JP",
        "千鶴 小夜子 美波 志保 澪 和歌子 文乃",
        "湊 誠一郎 航平 汀 岳志 源太 遼介",
        "水瀬川 桐谷 浅葉 瀬戸橋 淵上 堤下 早瀬野 長谷部 汐入 三輪田",
        """
        看護師 @ 川端中央病院
        司書 @ 水辺の町図書館
        水文観測員 @ 早瀬観測所
        """,
        "{family} {given}",
    ),
    _people(
        10, "KR",
        "서윤 하늘 은채 미르 가온 수련",
        "도현 강산 시우 해준 물결 태백",
        "강 윤 서 배 신 남궁 선우 탁 방 변 하 문",
        """
        간호사 @ 두물병원
        사서 @ 나루도서관
        수문 관측원 @ 여울관측소
        """,
        "{family}{given}",
    ),
    _people(
        13, "IN IN NP",
        "सरिता कावेरी अनुपमा मृणालिनी वसुधा निर्मला तरंगिणी",
        "देवव्रत रघुवीर सुमंत हरिनाथ अनिरुद्ध नीरज शिवदत्त",
        "घाटवाल नदियावी केवटिया बाँधवाल जलधरिया पुलकरी तटवासी नाविकर",
        """
        परिचारिका|परिचारक @ संगम ग्राम चिकित्सालय
        पुस्तकालयाध्यक्ष @ जनजल पुस्तकालय
        जलविज्ञानी @ लघु नदी अध्ययन केंद्र
        """,
    ),
    _people(
        13, "BD BD IN",
        "মেঘনা শিউলি নাজমুন রোকসানা তিতলি জয়িতা সুরভি",
        "আনিসুল কামরুল সুদীপ্ত জসিম তপন রফিকুল অনির্বাণ",
        "মাঝিদার নদীয়ালী ঘাটোয়াল জলদাসিয়া পাটনীকর চরুয়া খালাসীদার বাওয়ালিয়া",
        """
        নার্স @ নদীপাড় হাসপাতাল
        খেয়ার মাঝি @ পূর্বঘাট খেয়া
        গ্রন্থাগারিক @ ভাসমান পাঠাগার
        জলবিজ্ঞানী @ ছোট নদী গবেষণাকেন্দ্র
        """,
    ),
    _people(
        10, "IL",
        "אביגיל תמר נעמה רחלי הדס יעלה",
        "אלעד יואב נחשון מתניה עמיחי ברוך",
        "נחלוני גשרוני מעיינסקי בן_ערוץ מעברתי שיטפונוביץ אפיקיהו",
        """
        אחות|אח @ בית החולים שתי הגדות
        ספרנית|ספרן @ ספריית הנחל
        הידרולוגית|הידרולוג @ המעבדה למי שיטפונות
        """,
    ),
    _people(
        12, "TR TR CY",
        "Şükran Gülçin Nurşen Çiğdem İpek Ayşegül Özlem",
        "Tuğrul İlhan Okşan Çağatay Şahin Görkem Ümit",
        "Irmakoğlu Köprübaşlı Selyatağı Suçıkan Değirmendereli Gölgeçit Kıyıcıoğlu İskelecik",
        """
        Hemşire @ İkikıyı Hastanesi
        Kütüphaneci @ Değirmenbaşı Halk Kütüphanesi
        Hidrolog @ Küçük Akarsular Enstitüsü
        """,
    ),
    _people(
        10, "VN",
        "Thị_Ngân_Hà Thị_Thảo_Lam Thúy_Quỳnh Ngọc_Ánh Thị_Bích_Liên Hoài_Thương",
        "Đình_Khôi Quốc_Trường Hữu_Thiện Văn_Giang Đức_Hải Xuân_Lộc",
        "Nguyễn Trần Phạm Đặng Bùi Lương Tạ Khổng Mạc Quách",
        """
        Điều dưỡng @ Bệnh viện Hai Bờ
        Thủ thư @ Thư viện Bến Đò
        Kỹ sư thủy văn @ Trạm Ngã Ba Sông
        """,
        "{family} {given}",
    ),
    _people(
        12, "KE KE TZ UG",
        "Wanjiru Achieng Neema Rehema Nafula Zawadi Akinyi Subira",
        "Baraka Odhiambo Kiprono Juma Wekesa Mutiso Rashidi Otieno",
        "Mtoni-Wafula Kivulani Nyamburi Olando-Were Majira-Salim Daraja Lekuton-Sang Mwamtoni"
        " Ngambo Ziwani",
        """
        Muuguzi wa zamu ya usiku @ Hospitali ya Kingo Mbili
        Nahodha wa kivuko @ Kivuko cha Mwambao
        Mkutubi @ Maktaba ya Bandari Ndogo
        """,
    ),
)  # fmt: skip
