//! Names as practices in the United States have them, of English and of Spanish speakers.

use std::sync::LazyLock;

/// Names separated by commas.
type List = LazyLock<Vec<&'static str>>;

fn list(text: &'static str) -> Vec<&'static str> {
    text.split(',').map(str::trim).collect()
}

pub static ENGLISH_FIRST: List = LazyLock::new(|| {
    list(
        "Aaron, Abigail, Alice, Amelia, Andrew, Anne-Marie, Benjamin, Bridget, Caleb, Charlotte, Chloë, Connor, \
         Daniel, Deborah, Dylan, Eleanor, Elijah, Emily, Ethan, Evelyn, Faith, Gabriel, Grace, Hannah, Harper, Henry, \
         Imani, Isaac, Isabella, Jack, Jasmine, Joshua, Julia, Kai, Keisha, Laura, Leah, Liam, Logan, Lucas, Madison, \
         Mary Ann, Mason, Megan, Mia, Nathan, Nia, Noah, Nora, Oliver, Patrick, Priya, Rachel, Renée, Ryan, Samuel, \
         Sarah, Sofia, Theodore, Thomas, Tyler, Victoria, Wei, Zoë",
    )
});

pub static ENGLISH_LAST: List = LazyLock::new(|| {
    list(
        "Adams, Allen, Anderson, Bailey, Baker, Bennett, Brooks, Brown, Campbell, Carter, Chen, Clark, Collins, \
         Cooper, Cox, Davis, Edwards, Evans, Fisher, Foster, Fraser, Gray, Green, Hall, Harris, Hayes, Hill, Howard, \
         Hughes, Jackson, Johnson, Jones, Kelly, Kim, King, Lee, Lewis, Long, MacDonald, Martin, McAllister, Miller, \
         Mitchell, Moore, Morgan, Murphy, Nelson, Nguyen, O'Brien, O'Connor, Okonkwo, Parker, Patel, Peterson, \
         Phillips, Price, Reed, Richardson, Roberts, Robinson, Rogers, Ross, Sanders, Scott, Singh, Smith, \
         Smith-Jones, Stewart, Taylor, Thompson, Turner, Van der Berg, Walker, Ward, Watson, White, Williams, Wilson, \
         Wright, Young",
    )
});

pub static SPANISH_FIRST: List = LazyLock::new(|| {
    list(
        "Adrián, Alejandra, Alejandro, Alma, Ana Lucía, Andrés, Ángela, Antonio, Beatriz, Camila, Carlos, Carmen, \
         César, Daniela, Diego, Elena, Emilio, Esperanza, Felipe, Fernanda, Gabriela, Guillermo, Héctor, Inés, \
         Isabel, Iván, Javier, Jesús, José Luis, Juan, Lucía, Luis, Manuel, Marisol, María José, Mateo, Miguel, \
         Mónica, Natalia, Óscar, Paloma, Ramón, Raúl, Rosa, Sebastián, Teresa, Valeria, Ximena",
    )
});

pub static SPANISH_LAST: List = LazyLock::new(|| {
    list(
        "Acosta, Aguilar, Álvarez, Ávila, Benítez, Cabrera, Calderón, Castañeda, Castillo, Castro, Chávez, Contreras, \
         Cruz, Delgado, Díaz, Domínguez, Espinoza, Fernández, Flores, Fuentes, García, Gómez, González, Guerrero, \
         Gutiérrez, Guzmán, Hernández, Herrera, Ibáñez, Jiménez, Juárez, López, Márquez, Martínez, Medina, Mejía, \
         Méndez, Mendoza, Molina, Morales, Muñoz, Núñez, Ortega, Ortiz, Peña, Pérez, Ramírez, Ramos, Reyes, \
         Rodríguez, Rojas, Sánchez, Santiago, Vargas, Vázquez, Zúñiga",
    )
});

pub static TITLES: List = LazyLock::new(|| {
    list(
        "Front desk, Medical assistant, Registered nurse, Nurse practitioner, Physician assistant, Billing, \
         Referrals, Scheduling, Medical records, Practice manager, Physical therapist, Pharmacist, Patient services, \
         Interpreter",
    )
});

pub static CARRIERS: List = LazyLock::new(|| list("AT&T, T-Mobile, US Cellular, Verizon"));
