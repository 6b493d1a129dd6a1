/** What people of one country are called and where they live, enough to look real. */
export interface Place {
  readonly country: string;
  /** Of a hundred customers, how many live here. */
  readonly share: number;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly familyFirst?: true;
  readonly cities: readonly (readonly [name: string, postcode: string])[];
  readonly streets: readonly string[];
  /** `{n}` is the house number. */
  readonly address: string;
  /** Ranges kept free for fiction where the country has them. */
  readonly phone: string;
  /** A government's number, in a range that is not given out where there is one. */
  readonly governmentId: string;
}

const words = (text: string): readonly string[] => text.split(' ');

export const places: readonly Place[] = [
  {
    country: 'DE',
    share: 22,
    given: words(
      'Anna Jürgen Lena Björn Käthe Felix Greta Matthias Ingrid Lukas Sabine Otto Hannelore Emil Frieda Jonas',
    ),
    family: words('Müller Schröder Weiß Fischer Böhm Krüger Schäfer Vogel Lang Groß Neumann Zimmermann Köhler Brandt'),
    cities: [
      ['Berlin', '10###'],
      ['Hamburg', '20###'],
      ['München', '80###'],
      ['Köln', '50###'],
      ['Leipzig', '04###'],
    ],
    streets: ['Lindenstraße', 'Goethestraße', 'Am Mühlbach', 'Bahnhofstraße', 'Kastanienallee', 'Sonnenweg'],
    address: '{s} {n}',
    phone: '+49 171 39200##',
    governmentId: '00 ###### @ ###',
  },
  {
    country: 'FR',
    share: 16,
    given: words('Élodie Mathieu Chloé Benoît Camille Étienne Margaux Rémi Amélie Théo Noémie Gaël Inès Loïc'),
    family: words('Lefèvre Dubois Moreau Rousseau Fontaine Chevalier Garçon Noël Blanchard Perrin Béranger Mercier'),
    cities: [
      ['Paris', '750##'],
      ['Lyon', '690##'],
      ['Marseille', '130##'],
      ['Nantes', '440##'],
      ['Orléans', '450##'],
    ],
    streets: ['rue Victor-Hugo', 'avenue des Tilleuls', 'rue de la Forêt', 'boulevard Voltaire', 'quai de la Loire'],
    address: '{n} {s}',
    phone: '+33 6 39 98 ## ##',
    governmentId: '9 ## ## ## ### ### ##',
  },
  {
    country: 'GB',
    share: 12,
    given: words('Oliver Imogen Harry Poppy Alistair Freya Nigel Siobhan Rhys Eilidh Callum Beatrice Gareth Priya'),
    family: words("Smith Taylor Hughes O'Connor MacLeod Whitfield Ashworth Pemberton Patel Sinclair Barnes Fletcher"),
    cities: [
      ['London', 'SW# #@@'],
      ['Leeds', 'LS# #@@'],
      ['Cardiff', 'CF# #@@'],
      ['Glasgow', 'G# #@@'],
      ['Bristol', 'BS# #@@'],
    ],
    streets: ['High Street', 'Church Lane', 'Victoria Road', 'Mill Close', "St. John's Terrace", 'Station Approach'],
    address: '{n} {s}',
    phone: '+44 7700 900###',
    governmentId: 'QQ ## ## ## @',
  },
  {
    country: 'PL',
    share: 10,
    given: words('Zofia Łukasz Małgorzata Krzysztof Agnieszka Paweł Świętosława Jakub Żaneta Michał Kinga Stanisław'),
    family: words('Kowalski Wiśniewska Wójcik Kamiński Zieliński Dąbrowska Szczęsny Jabłoński Król Grabowska'),
    cities: [
      ['Warszawa', '00-###'],
      ['Kraków', '30-###'],
      ['Łódź', '90-###'],
      ['Gdańsk', '80-###'],
      ['Poznań', '60-###'],
    ],
    streets: ['ul. Długa', 'ul. Kwiatowa', 'ul. Mickiewicza', 'al. Róż', 'ul. Źródlana'],
    address: '{s} {n}',
    phone: '+48 699 00# ###',
    governmentId: '99##########',
  },
  {
    country: 'ES',
    share: 9,
    given: words('Lucía Iñigo Begoña Álvaro Rocío Sergio Núria Joaquín Martina Hugo Sofía Jesús'),
    family: words('García Muñoz Ibáñez Fernández Rodríguez Peña Castaño Ortega Vázquez Romero Núñez'),
    cities: [
      ['Madrid', '280##'],
      ['Barcelona', '080##'],
      ['Sevilla', '410##'],
      ['A Coruña', '150##'],
      ['Bilbao', '480##'],
    ],
    streets: ['Calle Mayor', 'Calle del Príncipe', 'Avenida de la Constitución', 'Plaza de España', 'Carrer de Balmes'],
    address: '{s}, {n}',
    phone: '+34 600 000 ###',
    governmentId: '00######@',
  },
  {
    country: 'IT',
    share: 8,
    given: words('Giulia Niccolò Chiara Matteo Francesca Leonardo Beatrice Davide Alessia Tommaso Ilaria'),
    family: [...words("Rossi Esposito D'Angelo Ricci Marchetti Conti Galli Ferrara"), 'De Luca', 'Lo Presti'],
    cities: [
      ['Roma', '001##'],
      ['Milano', '201##'],
      ['Napoli', '801##'],
      ['Torino', '101##'],
      ['Forlì', '471##'],
    ],
    streets: ['Via Garibaldi', 'Corso Vittorio Emanuele', 'Via dei Mille', 'Piazza Dante', 'Viale della Libertà'],
    address: '{s} {n}',
    phone: '+39 399 000 ####',
    governmentId: 'XXXXXX##@##@###@',
  },
  {
    country: 'US',
    share: 9,
    given: words('Emily Marcus Latoya Ethan Guadalupe Tyler Ximena Brandon Savannah DeShawn Madison Hiroshi'),
    family: words("Johnson Williams Nguyen Hernandez O'Brien Washington Kowalczyk Chen Goldberg Ramirez Baker"),
    cities: [
      ['Portland', '972##'],
      ['Austin', '787##'],
      ['Chicago', '606##'],
      ['Boston', '021##'],
      ['San José', '951##'],
    ],
    streets: ['Maple Avenue', 'Oak Street', '5th Street', 'Sunset Boulevard', 'Willow Creek Drive'],
    address: '{n} {s}',
    phone: '+1 503-555-01##',
    governmentId: '9##-##-####',
  },
  {
    country: 'SE',
    share: 6,
    given: words('Åsa Björn Linnéa Östen Maja Håkan Ebba Sören Astrid Göran'),
    family: words('Andersson Åkerström Lindqvist Öberg Sjögren Hägg Nyström Bergman'),
    cities: [
      ['Stockholm', '111 ##'],
      ['Göteborg', '411 ##'],
      ['Malmö', '211 ##'],
      ['Umeå', '903 ##'],
    ],
    streets: ['Storgatan', 'Kungsgatan', 'Skolvägen', 'Björkgatan', 'Ängsvägen'],
    address: '{s} {n}',
    phone: '+46 70 174 06 ##',
    governmentId: '##0000-####',
  },
  {
    country: 'JP',
    share: 5,
    given: ['陽子', '健太', '美咲', '翔', '結衣', '大輔', 'さくら', '蓮'],
    family: ['佐藤', '鈴木', '高橋', '田中', '渡辺', '山本', '中村', '小林'],
    familyFirst: true,
    cities: [
      ['東京', '100-####'],
      ['大阪', '530-####'],
      ['札幌', '060-####'],
      ['福岡', '810-####'],
    ],
    streets: ['中央', '本町', '桜丘', '緑町', '栄'],
    address: '{s}{n}丁目',
    phone: '+81 90-0000-####',
    governmentId: '0### #### ####',
  },
  {
    country: 'TR',
    share: 3,
    given: words('Ayşe Çağlar İrem Oğuz Şule Gökhan Büşra Ümit'),
    family: words('Yılmaz Öztürk Çelik Şahin Güneş Aydın Kılıç Doğan'),
    cities: [
      ['İstanbul', '34###'],
      ['Ankara', '06###'],
      ['İzmir', '35###'],
      ['Eskişehir', '26###'],
    ],
    streets: ['Atatürk Caddesi', 'Çiçek Sokak', 'İnönü Bulvarı', 'Gül Sokağı'],
    address: '{s} No: {n}',
    phone: '+90 500 000 ## ##',
    governmentId: '0##########',
  },
];
