//! Which field a heading means, in the words that practices use.

use super::model::{Mapping, RosterField};
use crate::sheet::headings::squeeze;

/// Guesses the field of every column. A field is given once: an exact name beats a vague one, then the left beats the
/// right.
pub fn guess(headings: &[String]) -> Mapping {
    let mut mapping = Mapping::new(vec![None; headings.len()]);
    for reading in [exact, vague] {
        for (column, heading) in headings.iter().enumerate() {
            if mapping.columns()[column].is_none()
                && let Some(field) = reading(heading)
                && !mapping.has(field)
            {
                mapping.set(column, Some(field));
            }
        }
    }
    mapping
}

/// How many headings are known: tells the line with the headings from a title above it.
pub fn known(headings: &[String]) -> usize {
    headings.iter().filter(|heading| exact(heading).is_some()).count()
}

fn exact(heading: &str) -> Option<RosterField> {
    let whole = squeeze(heading);
    let named =
        |name: &str| RosterField::ALL.into_iter().find(|field| names(*field).split(' ').any(|known| known == name));
    // "Phone (work)" is a phone when nobody calls it anything more exact.
    named(&whole).or_else(|| named(&squeeze(heading.split(['(', '[']).next().unwrap_or_default())))
}

/// Telling parts of longer headings, such as `Correo institucional`. The order decides: an e-mail comes before a name.
fn vague(heading: &str) -> Option<RosterField> {
    use RosterField::{Email, LastName, Mobile, Office, Phone, ProviderNpi, Username};
    let heading = squeeze(heading);
    let parts: [(&str, RosterField); 16] = [
        ("email", Email),
        ("correo", Email),
        ("npi", ProviderNpi),
        ("username", Username),
        ("usuario", Username),
        ("login", Username),
        ("apellido", LastName),
        ("lastname", LastName),
        ("surname", LastName),
        ("mobile", Mobile),
        ("celular", Mobile),
        ("cellphone", Mobile),
        ("phone", Phone),
        ("telefono", Phone),
        ("office", Office),
        ("sede", Office),
    ];
    parts.into_iter().find(|(part, _)| heading.contains(part)).map(|(_, field)| field)
}

/// The squeezed names of a field, in both languages, with blanks between them.
const fn names(field: RosterField) -> &'static str {
    match field {
        RosterField::LastName => {
            "lastname last lname surname familyname legallastname employeelastname apellido apellidos \
                primerapellido apellidopaterno"
        }
        RosterField::FirstName => {
            "firstname first fname givenname forename preferredname legalfirstname employeefirstname nombre \
                nombres primernombre nombredepila"
        }
        RosterField::MiddleName => {
            "middlename middle middleinitial mi mname secondname segundonombre inicial inicialsegundonombre"
        }
        RosterField::Username => {
            "username user userid login loginid loginname logon account accountname usuario nombredeusuario \
                iddeusuario cuenta"
        }
        RosterField::Email => {
            "email emailaddress mail workemail emailwork primaryemail businessemail correo correoelectronico \
                direcciondecorreo correodetrabajo emailcorporativo correoe"
        }
        RosterField::Role => {
            "role userrole portalrole accessrole accesslevel access rol roldeusuario perfil niveldeacceso \
                rolenelportal"
        }
        RosterField::Office => {
            "office provideroffice location site clinic officename locationname worklocation primarylocation \
                branch facility practicelocation oficina sede sucursal clinica consultorio ubicacion \
                lugardetrabajo oficinasede centro"
        }
        RosterField::ProviderNpi => {
            "npi npinumber npino npi10 providernpi npiprovider individualnpi renderingnpi numeronpi nonpi \
                npidelproveedor npiproveedor"
        }
        RosterField::Phone => {
            "phone phonenumber phoneno telephone telephonenumber tel workphone officephone businessphone \
                primaryphone primaryphonenumber directline phone1 telefono numerodetelefono telefonoprincipal \
                telefonodetrabajo telefonodeoficina telefonofijo"
        }
        RosterField::Mobile => {
            "mobile mobilephone mobilenumber mobilephonenumber mobileno cell cellphone cellphonenumber \
                cellnumber phone2 movil celular telefonomovil telefonocelular numerodecelular numeromovil"
        }
        RosterField::Title => {
            "title jobtitle position titleposition titleorposition titlepos jobposition occupation job cargo \
                puesto cargopuesto cargoopuesto titulo ocupacion puestodetrabajo"
        }
        RosterField::EmployeeNo => {
            "employeeno employeenumber employeeid empno empid empnumber provemployeeno staffid staffno \
                staffnumber personnelnumber badgenumber payrollid workerid numerodeempleado noempleado \
                nodeempleado nempleado ndeempleado idempleado iddeempleado legajo codigodeempleado"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RosterField::{
        Email, EmployeeNo, FirstName, LastName, Mobile, Office, Phone, ProviderNpi, Role, Title, Username,
    };

    fn guessed(headings: &[&str]) -> Vec<Option<RosterField>> {
        let headings: Vec<_> = headings.iter().map(|heading| (*heading).to_owned()).collect();
        guess(&headings).columns().to_vec()
    }

    #[test]
    fn english_and_spanish_headings_are_known() {
        for (heading, field) in [
            ("Last Name", LastName),
            ("*Last Name", LastName),
            ("SURNAME", LastName),
            ("Apellido(s)", LastName),
            ("first_name", FirstName),
            ("Nombre(s)", FirstName),
            ("E-mail Address", Email),
            ("E-Mail", Email),
            ("Correo electrónico", Email),
            ("Correo institucional", Email),
            ("NPI #", ProviderNpi),
            ("Rol", Role),
            ("User Role", Role),
            ("Oficina/Sede", Office),
            ("Provider Office:", Office),
            ("Teléfono", Phone),
            ("Phone (work)", Phone),
            ("Telephone", Phone),
            ("Cell Phone", Mobile),
            ("Teléfono móvil", Mobile),
            ("Title/Position", Title),
            ("Prov Employee No", EmployeeNo),
            ("N.º de empleado", EmployeeNo),
            ("Nombre de usuario", Username),
            ("Portal login", Username),
        ] {
            assert_eq!(guessed(&[heading]), [Some(field)], "{heading}");
        }
    }

    #[test]
    fn other_headings_are_left_out() {
        assert_eq!(guessed(&["Status", "Hire date", "", "Locked", "Notes", "Fax", "TIN"]), [None; 7]);
    }

    #[test]
    fn a_field_is_given_to_the_best_column_only() {
        assert_eq!(guessed(&["Personal email", "Email", "Email 2"]), [None, Some(Email), None]);
        assert_eq!(guessed(&["Home phone", "Emergency phone"]), [Some(Phone), None]);
    }

    #[test]
    fn no_name_means_two_fields() {
        for field in RosterField::ALL {
            for name in names(field).split(' ') {
                assert_eq!(name, squeeze(name), "must be written as it is compared");
                assert_eq!(exact(name), Some(field), "{name}");
            }
        }
    }
}
