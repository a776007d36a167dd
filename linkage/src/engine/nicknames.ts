/** Short forms of English given names that are not simply their beginning; written for this package. */
const groups =
  'william bill billy will willie willy|robert bob bobby rob robbie bert|richard dick rick ricky rich dickie|' +
  'henry harry hal hank|john jack johnny jon jock|james jim jimmy jem jamie|charles charlie chas chuck|thomas tom tommy thom|' +
  'edward ed eddie ted teddy ned|elizabeth liz lizzie beth betty bess bessie eliza libby betsy lisa|margaret maggie meg peggy madge greta daisy|' +
  'mary molly polly may mamie|catherine kate katie kathy cathy kitty katherine kathleen|ann anne annie nan nancy anna hannah|' +
  'alexander alex sandy alec alick|andrew andy drew|anthony tony ant|benjamin ben benny|christopher chris kit|daniel dan danny|' +
  'david dave davy|dorothy dot dolly dora|edmund ed ned ted|ellen nell nellie helen eleanor nora|frances fanny fran|' +
  'francis frank fran|frederick fred freddie freddy|george geordie|gerald gerry jerry|gilbert gil bert|harold harry hal|' +
  'hubert bert|albert al bert bertie|herbert bert herb|isabella bella belle isabel|jane jenny jennie jean|jennifer jen jenny|' +
  'joseph joe joey|joshua josh|lawrence larry laurie|leonard len lenny|louis lou lewis|louisa lou|martha patty mattie|' +
  'matthew matt|michael mick mike mickey micky|nathaniel nat|nicholas nick nicky|patrick pat paddy|patricia pat patty tricia|' +
  'peter pete|philip phil pip|rebecca becky|ronald ron ronnie|samuel sam sammy|samantha sam|sarah sally sadie|stephen steve|steven steve|' +
  'susan sue susie|theodore ted theo|timothy tim|victoria vicky|vincent vin vince|walter walt wally|zachary zach zac|' +
  'abigail abby|augustus gus|arthur art|barbara barb babs|charlotte lottie|emily emma em|geoffrey jeff geoff|jeffrey jeff|gregory greg|' +
  'kenneth ken kenny|raymond ray|reginald reg reggie|rosemary rose rosie|sophia sophie|caroline carrie|dennis den|douglas doug|donald don|' +
  'eugene gene|alfred alf fred alfie|clifford cliff|clement clem|archibald archie|bartholomew bart|cornelius con|ebenezer eben|' +
  'florence flo florrie|gertrude gertie|harriet hattie|josephine jo josie|katharine kate kitty|lucy lou|matilda tilly|mildred millie|winifred winnie'

let partners: Map<string, Set<string>> | undefined

export function areNicknames(a: string, b: string): boolean {
  if (partners === undefined) {
    partners = new Map()
    for (const group of groups.split('|')) {
      const [whole, ...short] = group.split(' ')
      for (const name of short) {
        for (const [from, to] of [
          [whole!, name],
          [name, whole!],
        ] as const) {
          const known = partners.get(from) ?? new Set()
          known.add(to)
          partners.set(from, known)
        }
      }
      for (const name of short) for (const other of short) if (name !== other) partners.get(name)!.add(other)
    }
  }
  return partners.get(a)?.has(b) ?? false
}
